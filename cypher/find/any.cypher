// Elements of any kind that meet all conditions, each with its time.
MATCH (x:Element)
// Continues with parts/find.cypher
// Continues with parts/find_page.cypher
