// How many activities that ran with software and meet all conditions there are, up to a limit.
// Continues with parts/find_by_software.cypher
// Continues with parts/find.cypher
// Continues with parts/find_count.cypher
