// Rows of the table usageDescriptions: roles that entities play as input.
MATCH (n:UsageDescription)
RETURN n.key AS row, labels(n) AS labels, n {.uri, .`voprov:role`, .`voprov:description`, .`voprov:type`, .`voprov:multiplicity`,
  .`provgraph:row`} AS props, {
  activityDescription_key: COLLECT { MATCH (n)-[:IS_RELATED_TO]-(d:ActivityDescription) RETURN d.key ORDER BY d.key LIMIT 1 }[0],
  entityDescription_key: COLLECT { MATCH (n)-[:IS_RELATED_TO]-(d:EntityDescription|DatasetDescription|ValueDescription) RETURN d.key ORDER BY d.key LIMIT 1 }[0]
} AS refs
ORDER BY n.uri
