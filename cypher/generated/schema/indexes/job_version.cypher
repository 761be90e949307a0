// Generated from cypher/templates/schema/indexes/job_@{column}.cypher by tools/generate_cypher.py; do not edit.
// Jobs by version, and by their starts where it is the same.
CREATE INDEX provgraph_job_version IF NOT EXISTS
FOR (n:Job) ON (n.version, n.position)
