// How many jobs with a value of @property meet all conditions, up to a limit.
// $value: string, the value
MATCH (j:Job) USING INDEX SEEK j:Job(@property, position)
WHERE j.@property = $value AND $conditions.since <= j.position < $conditions.until
WITH j
// Continues with parts/job_conditions.cypher
// Continues with parts/job_count.cypher
