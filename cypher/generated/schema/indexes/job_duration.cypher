// Generated from cypher/templates/schema/indexes/job_@{column}.cypher by tools/generate_cypher.py; do not edit.
// Jobs by duration, and by their starts where it is the same.
CREATE INDEX provgraph_job_duration IF NOT EXISTS
FOR (n:Job) ON (n.duration, n.position)
