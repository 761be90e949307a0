// How many elements with a part of a name that meet all conditions there are, up to a limit.
// Continues with parts/find_by_name.cypher
// Continues with parts/find.cypher
// Continues with parts/find_count.cypher
