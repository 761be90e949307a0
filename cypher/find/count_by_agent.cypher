// How many elements associated with or attributed to agents that meet all conditions there are, up to a limit.
// Continues with parts/find_by_agent.cypher
// Continues with parts/find.cypher
// Continues with parts/find_count.cypher
