// Activities that started in a period and meet all conditions, each with its time.
// Continues with parts/find_by_start_time.cypher
// Continues with parts/find.cypher
// Continues with parts/find_page.cypher
