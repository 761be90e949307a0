// The parameters that differ between two activities; null where one lacks a parameter.
// $first: string, the key of the first activity
// $second: string, the key of the second activity
CALL () {
  MATCH (:Activity:Element {key: $first})-[:WAS_CONFIGURED_BY]->(c)<-[:ASSERTS]-(d:Document)-[:SETS*1..3]->(s:Setting)
  WHERE d.id = c.uri
  RETURN s.path AS path, s.value AS first, null AS second
  UNION
  MATCH (:Activity:Element {key: $second})-[:WAS_CONFIGURED_BY]->(c)<-[:ASSERTS]-(d:Document)-[:SETS*1..3]->(s:Setting)
  WHERE d.id = c.uri
  RETURN s.path AS path, null AS first, s.value AS second
}
WITH path, max(first) AS first, max(second) AS second
WHERE first <> second OR first IS NULL OR second IS NULL
RETURN path, first, second ORDER BY path
