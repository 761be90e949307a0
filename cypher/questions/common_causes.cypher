// The files that are upstream of both of two files.
// $first: element, the name of the first file
// $second: element, the name of the second file
CALL () {
  MATCH (:Entity:Element {name: $first})-[:WAS_GENERATED_BY|USED|WAS_DERIVED_FROM|WAS_INFORMED_BY*1..]->(x)
  RETURN DISTINCT x
  UNION ALL
  MATCH (:Entity:Element {name: $second})-[:WAS_GENERATED_BY|USED|WAS_DERIVED_FROM|WAS_INFORMED_BY*1..]->(x)
  RETURN DISTINCT x
}
WITH x, count(*) AS sides WHERE sides = 2 AND x:Entity
RETURN DISTINCT x.name AS file ORDER BY file
