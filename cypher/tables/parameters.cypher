// Rows of the table parameters: values that configured activities.
MATCH (n:Parameter)
RETURN n.key AS row, labels(n) AS labels, n {.uri, .label, .`voprov:name`, .`prov:name`, .value,
  .`provgraph:row`} AS props, {
  parameterDescription_key: COLLECT { MATCH (n)-[:IS_DESCRIBED_BY]->(d:ParameterDescription) RETURN d.key ORDER BY d.key LIMIT 1 }[0]
} AS refs
ORDER BY n.uri
