// The activities in a file's history, in the order of their starts.
// $name: element, the file's name
MATCH (file:Entity:Element {name: $name})-[:WAS_GENERATED_BY|USED|WAS_DERIVED_FROM|WAS_INFORMED_BY*1..]->(a)
WITH DISTINCT a WHERE a:Activity
WITH a, [t IN [] + a.startTime WHERE valueType(t) ENDS WITH 'DATETIME NOT NULL'][0] AS start
ORDER BY CASE WHEN start IS NOT NULL THEN datetime({datetime: start, timezone: 'Z'}) END, a.name
RETURN a.name AS activity, toString(start) AS start, a.`ctapipe:status` AS status
