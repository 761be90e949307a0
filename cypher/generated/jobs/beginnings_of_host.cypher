// Generated from cypher/templates/jobs/beginnings_of_@{selector}.cypher by tools/generate_cypher.py; do not edit.
// The values of host of jobs that start with a text, for a shell to complete.
// $text: string, the start
// $limit: integer, the maximum number of values
MATCH (j:Job) USING INDEX SEEK j:Job(host, position)
WHERE j.host STARTS WITH $text AND j.host <> '' AND j.position IS NOT NULL
RETURN DISTINCT j.host AS value ORDER BY value LIMIT $limit
