// The values of @property of the jobs that meet all conditions, the most frequent first.
// $limit: integer, the maximum number of values
MATCH (j:Job)
WHERE j.@property IS NOT NULL AND j.position IS NOT NULL
WITH j
// Continues with parts/job_conditions.cypher
RETURN j.@property AS value, count(*) AS count
ORDER BY count DESC, value LIMIT $limit
