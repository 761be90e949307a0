// Elements with a part of a name that meet all conditions, each with its time.
// Continues with parts/find_by_name.cypher
// Continues with parts/find.cypher
// Continues with parts/find_page.cypher
