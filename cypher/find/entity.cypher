// Entities that meet all conditions, each with its time.
MATCH (x:Entity)
// Continues with parts/find.cypher
// Continues with parts/find_page.cypher
