// Agents that meet all conditions, each with its time.
MATCH (x:Agent)
// Continues with parts/find.cypher
// Continues with parts/find_page.cypher
