// Rows of the table valueDescriptions: the part of entityDescriptions for values only.
MATCH (n:ValueDescription)
RETURN n.key AS row, labels(n) AS labels, n {.uri, .`voprov:valueType`, .`voprov:unit`, .`voprov:ucd`, .`voprov:utype`,
  .`provgraph:row`} AS props, {} AS refs
ORDER BY n.uri
