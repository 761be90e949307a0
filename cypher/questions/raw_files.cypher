// The original inputs of a file: the files upstream with no recorded origin.
// $name: element, the file's name
MATCH (file:Entity:Element {name: $name})-[:WAS_GENERATED_BY|USED|WAS_DERIVED_FROM|WAS_INFORMED_BY*1..]->(x)
WITH DISTINCT x
WHERE x:Entity AND NOT EXISTS { (x)-[:WAS_GENERATED_BY|WAS_DERIVED_FROM]->(o WHERE NOT o:Unknown) }
RETURN x.name AS file, x.path AS path ORDER BY file
