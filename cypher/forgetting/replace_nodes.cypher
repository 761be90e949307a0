// Replace the properties of nodes.
// $ids: list of strings, the nodes' element ids
// $properties: map, the properties by these ids
MATCH (n) WHERE elementId(n) IN $ids
SET n = $properties[elementId(n)]
