// How many activities that meet all conditions there are, up to a limit.
MATCH (x:Activity)
// Continues with parts/find.cypher
// Continues with parts/find_count.cypher
