// The files that two files both come from.
// $one: string, the name of the one
// $other: string, the name of the other
CALL () {
  MATCH (:Entity:Element {name: $one})-[:WAS_GENERATED_BY|USED|WAS_DERIVED_FROM|WAS_INFORMED_BY*1..]->(x)
  RETURN DISTINCT x
  UNION ALL
  MATCH (:Entity:Element {name: $other})-[:WAS_GENERATED_BY|USED|WAS_DERIVED_FROM|WAS_INFORMED_BY*1..]->(x)
  RETURN DISTINCT x
}
WITH x, count(*) AS sides WHERE sides = 2 AND x:Entity
RETURN DISTINCT x.name AS file ORDER BY file
