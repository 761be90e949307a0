// Generated from cypher/templates/schema/indexes/job_@{column}.cypher by tools/generate_cypher.py; do not edit.
// Jobs by jobName, and by their starts where it is the same.
CREATE INDEX provgraph_job_job_name IF NOT EXISTS
FOR (n:Job) ON (n.jobName, n.position)
