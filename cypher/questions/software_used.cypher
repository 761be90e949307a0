// Which activities ran with which software.
MATCH (a:Activity)-[:WAS_ASSOCIATED_WITH]->(s:SoftwareAgent)
RETURN s.label AS software, a.name AS activity, count(*) AS activities
ORDER BY software, activity
