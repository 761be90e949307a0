// The activities that ran with a version of a software, newest first.
// $software: string, urn:provgraph:software: + name + '-' + version or its start
// $limit: integer, the maximum number of rows (default: 100)
MATCH (s:SoftwareAgent) WHERE s.key STARTS WITH $software
  AND (s.key = $software OR $software ENDS WITH '-' OR s.key STARTS WITH $software + '.')
CALL (s) {
  MATCH (s)<-[:WAS_ASSOCIATED_WITH]-(a:Activity) RETURN a
  UNION
  MATCH (s)<-[:HAD_MEMBER]-(:Collection)<-[:WAS_CONFIGURED_BY]-(a:Activity) RETURN a
}
WITH DISTINCT a, s.label AS software
WITH a, software, [t IN [] + a.startTime WHERE valueType(t) ENDS WITH 'DATETIME NOT NULL'][0] AS start
ORDER BY CASE WHEN start IS NULL THEN datetime('0000-01-01')
  ELSE datetime({datetime: start, timezone: 'Z'}) END DESC,
  a.uri, software LIMIT $limit
RETURN a.uri AS id, a.name AS name, toString(start) AS start, software
