// Rows of the table wasInformedBy: which activity was informed by which other.
MATCH (a)-[r:WAS_INFORMED_BY]->(b)
RETURN r {.`provgraph:row`} AS props, {
  informant: CASE WHEN b:Activity THEN b.key END,
  informed: CASE WHEN a:Activity THEN a.key END
} AS refs
ORDER BY a.startTime, a.key, b.key, r.role
