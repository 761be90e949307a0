// The documents that declare a file.
// $name: element, the file's name
MATCH (file:Entity:Element {name: $name})<-[:ASSERTS|ASSERTS_OTHERWISE]-(d:Document)
RETURN DISTINCT d.format AS format, d.id AS document ORDER BY document
