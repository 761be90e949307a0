// How many agents that meet all conditions there are, up to a limit.
MATCH (x:Agent)
// Continues with parts/find.cypher
// Continues with parts/find_count.cypher
