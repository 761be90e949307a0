// Activities by their start.
CREATE INDEX provgraph_activity_start IF NOT EXISTS
FOR (n:Activity) ON (n.startTime)
