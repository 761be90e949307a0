// Rows of the table configFiles: files that configured activities, and the configurations that ctapipe logs.
MATCH (n:Entity) WHERE n:ConfigFile OR n.key STARTS WITH 'urn:provgraph:configuration:'
RETURN n.key AS row, labels(n) AS labels, n {.uri, .label, .`voprov:name`, .`prov:name`, .location,
  .`voprov:comment`,
  .`provgraph:row`} AS props, {
  configFileDescription_key: COLLECT { MATCH (n)-[:IS_DESCRIBED_BY]->(d:ConfigFileDescription) RETURN d.key ORDER BY d.key LIMIT 1 }[0]
} AS refs
ORDER BY n.uri
