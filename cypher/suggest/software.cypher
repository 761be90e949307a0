// The names of software with versions, of 10,000 at most.
MATCH (s:SoftwareAgent) WITH s LIMIT 10000
UNWIND [] + coalesce(s.label, []) AS value
RETURN DISTINCT value
