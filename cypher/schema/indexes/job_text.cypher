// Jobs by parts of their texts.
CREATE TEXT INDEX provgraph_job_text IF NOT EXISTS
FOR (n:Job) ON (n.text)
