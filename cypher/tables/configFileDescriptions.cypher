// Rows of the table configFileDescriptions: configuration files that activities take.
MATCH (n:ConfigFileDescription)
RETURN n.key AS row, labels(n) AS labels, n {.uri, .label, .`voprov:name`, .`prov:name`,
  .`voprov:contentType`, .`voprov:description`,
  .`provgraph:row`} AS props, {
  activityDescription_key: COLLECT { MATCH (n)-[:IS_RELATED_TO]-(d:ActivityDescription) RETURN d.key ORDER BY d.key LIMIT 1 }[0]
} AS refs
ORDER BY n.uri
