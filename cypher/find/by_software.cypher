// Activities that ran with software and meet all conditions, each with its time.
// Continues with parts/find_by_software.cypher
// Continues with parts/find.cypher
// Continues with parts/find_page.cypher
