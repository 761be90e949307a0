// Rows of the table datasetEntities: the part of entities for datasets only.
MATCH (n:DatasetEntity)
RETURN n.key AS row, labels(n) AS labels, n {.uri, .`provgraph:guid`,
  .`provgraph:row`} AS props, {} AS refs
ORDER BY n.uri
