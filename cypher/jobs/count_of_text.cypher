// How many jobs whose texts have a part meet all conditions, up to a limit.
// $value: string, the part, in lower case
MATCH (j:Job) USING TEXT INDEX j:Job(text)
WHERE j.text CONTAINS $value
WITH j
// Continues with parts/job_conditions.cypher
// Continues with parts/job_count.cypher
