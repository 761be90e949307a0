// The final products of a file: the files downstream that nothing used.
// $name: element, the file's name
MATCH (file:Entity:Element {name: $name})<-[:WAS_GENERATED_BY|USED|WAS_DERIVED_FROM|WAS_INFORMED_BY*1..]-(x)
WITH DISTINCT x
WHERE x:DatasetEntity AND NOT EXISTS { (x)<-[:USED|WAS_DERIVED_FROM]-() }
RETURN x.name AS file, x.`cta:product_data_levels` AS levels ORDER BY file
