// How many activities that ran with a setting and meet all conditions there are, up to a limit.
// Continues with parts/find_by_setting.cypher
// Continues with parts/find.cypher
// Continues with parts/find_count.cypher
