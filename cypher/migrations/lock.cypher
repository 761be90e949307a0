// Lock the schema's node until the transaction ends, so that one client migrates at a time.
MATCH (s:Schema)
SET s.version = s.version
