// Rows of the table hadReference: the value entities that parameters take their values from.
MATCH (a:Parameter)-[r:HAD_REFERENCE]->(b)
RETURN r {.`provgraph:row`} AS props, {
  parameter_key: a.key,
  valueEntity_key: CASE WHEN b:ValueEntity THEN b.key END
} AS refs
ORDER BY a.key, b.key
