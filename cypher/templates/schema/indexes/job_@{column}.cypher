// Jobs by @property, and by their starts where it is the same.
CREATE INDEX provgraph_job_@column IF NOT EXISTS
FOR (n:Job) ON (n.@property, n.position)
