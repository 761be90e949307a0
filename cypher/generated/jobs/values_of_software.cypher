// Generated from cypher/templates/jobs/values_of_@{listed}.cypher by tools/generate_cypher.py; do not edit.
// The values of software of the jobs that meet all conditions, the most frequent first.
// $limit: integer, the maximum number of values
MATCH (j:Job)
WHERE j.software IS NOT NULL AND j.position IS NOT NULL
WITH j
// Continues with parts/job_conditions.cypher
RETURN j.software AS value, count(*) AS count
ORDER BY count DESC, value LIMIT $limit
