// Rows of the table agents: who is responsible.
MATCH (n:Agent)
RETURN n.key AS row, labels(n) AS labels, n {.uri, .label, .`voprov:name`, .`prov:name`, .type,
  .`voprov:comment`, .`voprov:email`, .`voprov:affiliation`, .`voprov:phone`,
  .`voprov:address`, .`voprov:url`,
  .`provgraph:row`} AS props, {} AS refs
ORDER BY n.uri
