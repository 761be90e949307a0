// The activities in a file's history, in the order of their starts.
// $name: string, the file's name
MATCH (file:Entity:Element {name: $name})-[:WAS_GENERATED_BY|USED|WAS_DERIVED_FROM|WAS_INFORMED_BY*1..]->(a)
WITH DISTINCT a WHERE a:Activity
RETURN a.name AS activity, toString(([] + a.startTime)[0]) AS start, a.`ctapipe:status` AS status
ORDER BY start, activity
