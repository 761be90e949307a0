// Jobs by their starts.
CREATE INDEX provgraph_job_position IF NOT EXISTS
FOR (n:Job) ON (n.position)
