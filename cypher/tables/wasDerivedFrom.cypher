// Rows of the table wasDerivedFrom: which entity was derived from which other.
MATCH (a)-[r:WAS_DERIVED_FROM]->(b)
RETURN r {.`provgraph:row`} AS props, {
  generatedEntity: CASE WHEN a:Entity THEN a.key END,
  usedEntity: CASE WHEN b:Entity THEN b.key END
} AS refs
ORDER BY a.startTime, a.key, b.key, r.role
