// How deep a file's history is, and how many files and activities are in it.
// $name: element, the file's name
MATCH (file:Entity:Element {name: $name})
CALL (file) {
  MATCH p = (file)-[:WAS_GENERATED_BY|USED|WAS_DERIVED_FROM|WAS_INFORMED_BY*1..]->(x)
  RETURN x, min(length(p)) AS depth
}
RETURN max(depth) AS depth, count(CASE WHEN x:Entity THEN 1 END) AS files,
  count(CASE WHEN x:Activity THEN 1 END) AS activities
