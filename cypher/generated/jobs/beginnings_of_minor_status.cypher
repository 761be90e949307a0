// Generated from cypher/templates/jobs/beginnings_of_@{selector}.cypher by tools/generate_cypher.py; do not edit.
// The values of minor_status of jobs that start with a text, for a shell to complete.
// $text: string, the start
// $limit: integer, the maximum number of values
MATCH (j:Job) USING INDEX SEEK j:Job(minorStatus, position)
WHERE j.minorStatus STARTS WITH $text AND j.minorStatus <> '' AND j.position IS NOT NULL
RETURN DISTINCT j.minorStatus AS value ORDER BY value LIMIT $limit
