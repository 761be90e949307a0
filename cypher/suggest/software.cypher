// Versions of software with which activities ran, 10,000 at most.
MATCH (s:SoftwareAgent) WHERE s.key STARTS WITH 'urn:provgraph:software:'
RETURN s.key AS key, s.label AS label LIMIT 10000
