// Rows of the table datasetEntities: what entities say of datasets alone.
MATCH (n:DatasetEntity)
RETURN n.key AS row, labels(n) AS labels, n {.uri, .`provgraph:guid`,
  .`provgraph:row`} AS props, {} AS refs
ORDER BY n.uri
