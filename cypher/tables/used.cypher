// Rows of the table used: which activity used which entity.
MATCH (a)-[r:USED]->(b)
RETURN r {.role, .time, .`provgraph:row`} AS props, {
  activity_key: CASE WHEN a:Activity THEN a.key END,
  entity_key: CASE WHEN b:Entity THEN b.key END,
  usageDescription_key: COLLECT {
    MATCH (a)-[i:IS_DESCRIBED_BY]->(d:UsageDescription) WHERE i.role = r.role
    RETURN d.key ORDER BY d.key LIMIT 1 }[0]
} AS refs
ORDER BY a.startTime, a.key, b.key, r.role
