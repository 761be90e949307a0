// The activities that made a file, with their inputs and roles.
// $name: element, the file's name
MATCH (file:Entity:Element {name: $name})-[:WAS_GENERATED_BY]->(maker:Activity)
OPTIONAL MATCH (maker)-[used:USED]->(input:Entity)
RETURN DISTINCT maker.name AS activity, input.name AS input, used.role AS role
ORDER BY activity, input, toString(role)
