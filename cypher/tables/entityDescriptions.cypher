// Rows of the table entityDescriptions: kinds of datasets and values.
MATCH (n:EntityDescription|DatasetDescription|ValueDescription)
RETURN n.key AS row, labels(n) AS labels, n {.uri, .label, .`voprov:name`, .`prov:name`,
  .`voprov:type`, .`voprov:description`, .`voprov:docurl`,
  .`provgraph:row`} AS props, {} AS refs
ORDER BY n.label, n.uri
