// The files that two files both come from.
// $one: string, the name of the one
// $other: string, the name of the other
MATCH (a:Entity {name: $one})-[:WAS_GENERATED_BY|USED|WAS_DERIVED_FROM|WAS_INFORMED_BY*1..]->(x)
WITH DISTINCT x WHERE x:Entity
MATCH (b:Entity {name: $other})
WHERE EXISTS { (b)-[:WAS_GENERATED_BY|USED|WAS_DERIVED_FROM|WAS_INFORMED_BY*1..]->(x) }
RETURN DISTINCT x.name AS file ORDER BY file
