// The activities that ran with a value of a parameter, newest first.
// $name: string, the last part of the parameter's path
// $path: string, the path or its end
// $values: list of strings, the value as JSON texts
// $limit: integer, the maximum number of rows (default: 100)
MATCH (s:Setting {name: $name})
WHERE s.value IN $values AND (s.path = $path OR s.path ENDS WITH '.' + $path)
MATCH (s)<-[:SETS*1..3]-(d:Document)
MATCH (c:Element {key: d.id})<-[:WAS_CONFIGURED_BY]-(a:Activity)
WITH DISTINCT a, s.path AS path, s.value AS value
WITH a, path, value, [t IN [] + a.startTime WHERE valueType(t) ENDS WITH 'DATETIME NOT NULL'][0] AS start
ORDER BY CASE WHEN start IS NULL THEN datetime('0000-01-01')
  ELSE datetime({datetime: start, timezone: 'Z'}) END DESC,
  a.uri, path LIMIT $limit
RETURN a.uri AS id, a.name AS name, toString(start) AS start, path, value
