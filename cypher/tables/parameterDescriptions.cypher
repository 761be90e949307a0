// Rows of the table parameterDescriptions: parameters that activities take.
MATCH (n:ParameterDescription)
RETURN n.key AS row, labels(n) AS labels, n {.uri, .label, .`voprov:name`, .`prov:name`,
  .`voprov:valueType`, .`voprov:description`, .`voprov:unit`, .`voprov:ucd`, .`voprov:utype`,
  .`voprov:min`, .`voprov:max`, .`voprov:default`, .`voprov:options`,
  .`provgraph:row`} AS props, {
  activityDescription_key: COLLECT { MATCH (n)-[:IS_RELATED_TO]-(d:ActivityDescription) RETURN d.key ORDER BY d.key LIMIT 1 }[0]
} AS refs
ORDER BY n.uri
