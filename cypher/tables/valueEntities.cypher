// Rows of the table valueEntities: the part of entities for values only.
MATCH (n:ValueEntity)
RETURN n.key AS row, labels(n) AS labels, n {.uri, .value,
  .`provgraph:row`} AS props, {} AS refs
ORDER BY n.uri
