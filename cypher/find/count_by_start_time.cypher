// How many activities that started in a period and meet all conditions there are, up to a limit.
// Continues with parts/find_by_start_time.cypher
// Continues with parts/find.cypher
// Continues with parts/find_count.cypher
