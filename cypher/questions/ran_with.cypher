// The activities that ran with a version of a software, newest first.
// $software: string, urn:provgraph:software: + name + '-' + version or its start
// $limit: integer, the maximum number of rows
MATCH (s:SoftwareAgent) WHERE s.key STARTS WITH $software
  AND (s.key = $software OR $software ENDS WITH '-' OR s.key STARTS WITH $software + '.')
CALL (s) {
  MATCH (s)<-[:WAS_ASSOCIATED_WITH]-(a:Activity) RETURN a
  UNION
  MATCH (s)<-[:HAD_MEMBER]-(:Collection)<-[:WAS_CONFIGURED_BY]-(a:Activity) RETURN a
}
RETURN DISTINCT a.uri AS id, a.name AS name, toString(([] + a.startTime)[0]) AS start, s.label AS software
ORDER BY start DESC, id, software LIMIT $limit
