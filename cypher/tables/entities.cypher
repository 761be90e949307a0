// Rows of the table entities: datasets and values.
MATCH (n:Entity)
WHERE NOT n:ActivityDescription|UsageDescription|GenerationDescription|EntityDescription|
  DatasetDescription|ValueDescription|ParameterDescription|ConfigFileDescription|
  Parameter|ConfigFile
  AND NOT n.key STARTS WITH 'urn:provgraph:configuration:'
  AND NOT n.key STARTS WITH 'urn:provgraph:environment:'
RETURN n.key AS row, labels(n) AS labels, n {.uri, .label, .`voprov:name`, .`prov:name`,
  .lfn, .`provgraph:lfn`, .path, .`provgraph:path`,
  .location, .`provgraph:replica`, .`provgraph:guid`,
  .`voprov:generatedAtTime`, .`voprov:invalidatedAtTime`, .`voprov:comment`,
  .`provgraph:row`} AS props, {
  entityDescription_key: COLLECT { MATCH (n)-[:IS_DESCRIBED_BY]->(d:EntityDescription|DatasetDescription|ValueDescription) RETURN d.key ORDER BY d.key LIMIT 1 }[0]
} AS refs
ORDER BY n:ValueEntity, n.`voprov:generatedAtTime`, COLLECT {
  MATCH (n)-[:WAS_GENERATED_BY]->(a) RETURN a.startTime ORDER BY a.startTime LIMIT 1 }[0], n.uri
