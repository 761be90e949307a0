// Generated from cypher/templates/jobs/count_of_@{selector}.cypher by tools/generate_cypher.py; do not edit.
// How many jobs with a value of minorStatus meet all conditions, up to a limit.
// $value: string, the value
MATCH (j:Job) USING INDEX SEEK j:Job(minorStatus, position)
WHERE j.minorStatus = $value AND $conditions.since <= j.position < $conditions.until
WITH j
// Continues with parts/job_conditions.cypher
// Continues with parts/job_count.cypher
