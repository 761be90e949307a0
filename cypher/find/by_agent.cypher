// Elements associated with or attributed to agents that meet all conditions, each with its time.
// Continues with parts/find_by_agent.cypher
// Continues with parts/find.cypher
// Continues with parts/find_page.cypher
