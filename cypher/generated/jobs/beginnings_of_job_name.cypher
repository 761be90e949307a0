// Generated from cypher/templates/jobs/beginnings_of_@{selector}.cypher by tools/generate_cypher.py; do not edit.
// The values of job_name of jobs that start with a text, for a shell to complete.
// $text: string, the start
// $limit: integer, the maximum number of values
MATCH (j:Job) USING INDEX SEEK j:Job(jobName, position)
WHERE j.jobName STARTS WITH $text AND j.jobName <> '' AND j.position IS NOT NULL
RETURN DISTINCT j.jobName AS value ORDER BY value LIMIT $limit
