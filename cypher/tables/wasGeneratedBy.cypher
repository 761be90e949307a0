// Rows of the table wasGeneratedBy: which activity generated which entity.
MATCH (a)-[r:WAS_GENERATED_BY]->(b)
RETURN r {.role, .`provgraph:row`} AS props, {
  activity_key: CASE WHEN b:Activity THEN b.key END,
  entity_key: CASE WHEN a:Entity THEN a.key END,
  generationDescription_key: COLLECT {
    MATCH (b)-[i:IS_DESCRIBED_BY]->(d:GenerationDescription) WHERE i.role = r.role
    RETURN d.key ORDER BY d.key LIMIT 1 }[0]
} AS refs
ORDER BY b.startTime, b.key, a:ValueEntity, a.key, r.role
