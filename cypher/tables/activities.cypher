// Rows of the table activities: what was executed.
MATCH (n:Activity)
RETURN n.key AS row, labels(n) AS labels, n {.uri, .label, .`voprov:name`, .`prov:name`, .startTime, .endTime,
  .`voprov:comment`,
  .`provgraph:row`} AS props, {
  activityDescription_key: COLLECT { MATCH (n)-[:IS_DESCRIBED_BY]->(d:ActivityDescription) RETURN d.key ORDER BY d.key LIMIT 1 }[0]
} AS refs
ORDER BY n.startTime, n.uri
