// Generated from cypher/templates/jobs/beginnings_of_@{selector}.cypher by tools/generate_cypher.py; do not edit.
// The values of version of jobs that start with a text, for a shell to complete.
// $text: string, the start
// $limit: integer, the maximum number of values
MATCH (j:Job) USING INDEX SEEK j:Job(version, position)
WHERE j.version STARTS WITH $text AND j.version <> '' AND j.position IS NOT NULL
RETURN DISTINCT j.version AS value ORDER BY value LIMIT $limit
