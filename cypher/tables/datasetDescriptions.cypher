// Rows of the table datasetDescriptions: the part of entityDescriptions for datasets only.
MATCH (n:DatasetDescription)
RETURN n.key AS row, labels(n) AS labels, n {.uri, .`voprov:contentType`,
  .`provgraph:row`} AS props, {} AS refs
ORDER BY n.uri
