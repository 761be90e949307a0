// Rows of the table agents: who is responsible; not packages that were only installed.
MATCH (n:Agent)
WHERE NOT EXISTS { (:Collection)-[:HAD_MEMBER]->(n) }
  OR EXISTS { ()-[:WAS_ASSOCIATED_WITH|WAS_ATTRIBUTED_TO|ACTED_ON_BEHALF_OF]-(n) }
RETURN n.key AS row, labels(n) AS labels, n {.uri, .label, .`voprov:name`, .`prov:name`, .type,
  .`voprov:comment`, .`voprov:email`, .`voprov:affiliation`, .`voprov:phone`,
  .`voprov:address`, .`voprov:url`,
  .`provgraph:row`} AS props, {} AS refs
ORDER BY n.uri
