// Generated from cypher/templates/schema/indexes/job_@{column}.cypher by tools/generate_cypher.py; do not edit.
// Jobs by exitCode, and by their starts where it is the same.
CREATE INDEX provgraph_job_exit_code IF NOT EXISTS
FOR (n:Job) ON (n.exitCode, n.position)
