// Rows of the table datasetDescriptions: what entityDescriptions say of datasets alone.
MATCH (n:DatasetDescription)
RETURN n.key AS row, labels(n) AS labels, n {.uri, .`voprov:contentType`,
  .`provgraph:row`} AS props, {} AS refs
ORDER BY n.uri
