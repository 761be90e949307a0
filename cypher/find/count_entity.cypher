// How many entities that meet all conditions there are, up to a limit.
MATCH (x:Entity)
// Continues with parts/find.cypher
// Continues with parts/find_count.cypher
