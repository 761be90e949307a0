// Rows of the table wasAssociatedWith: who was responsible for which activity.
MATCH (a)-[r:WAS_ASSOCIATED_WITH]->(b)
RETURN r {.role, .`provgraph:row`} AS props, {
  activity_key: CASE WHEN a:Activity THEN a.key END,
  agent_key: CASE WHEN b:Agent THEN b.key END
} AS refs
ORDER BY a.startTime, a.key, b.key, r.role
