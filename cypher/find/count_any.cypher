// How many elements of any kind that meet all conditions there are, up to a limit.
MATCH (x:Element)
// Continues with parts/find.cypher
// Continues with parts/find_count.cypher
