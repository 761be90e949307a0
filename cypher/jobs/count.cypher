// How many jobs meet all conditions, up to a limit.
MATCH (j:Job)
WHERE $conditions.since <= j.position < $conditions.until
WITH j
// Continues with parts/job_conditions.cypher
// Continues with parts/job_count.cypher
