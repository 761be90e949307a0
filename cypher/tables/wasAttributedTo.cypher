// Rows of the table wasAttributedTo: to whom an entity is attributed.
MATCH (a)-[r:WAS_ATTRIBUTED_TO]->(b)
RETURN r {.role, .`provgraph:row`} AS props, {
  entity_key: CASE WHEN a:Entity THEN a.key END,
  agent_key: CASE WHEN b:Agent THEN b.key END
} AS refs
ORDER BY a.startTime, a.key, b.key, r.role
