// The activities that ran with a value of a parameter, newest first.
// $name: string, the last part of the parameter's path
// $path: string, the path or its end
// $values: list of strings, the value as JSON texts
// $limit: integer, the maximum number of rows
MATCH (s:Setting {name: $name})
WHERE s.value IN $values AND (s.path = $path OR s.path ENDS WITH '.' + $path)
MATCH (s)<-[:SETS]-(d:Document)
MATCH (c:Element {key: d.id})<-[:WAS_CONFIGURED_BY]-(a:Activity)
RETURN DISTINCT a.uri AS id, a.name AS name, toString(([] + a.startTime)[0]) AS start,
  s.path AS path, s.value AS value
ORDER BY start DESC, id, path LIMIT $limit
