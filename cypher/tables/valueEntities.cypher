// Rows of the table valueEntities: what entities say of values alone.
MATCH (n:ValueEntity)
RETURN n.key AS row, labels(n) AS labels, n {.uri, .value,
  .`provgraph:row`} AS props, {} AS refs
ORDER BY n.uri
