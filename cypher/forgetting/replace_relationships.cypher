// Replace the properties of relationships.
// $ids: list of strings, the relationships' element ids
// $properties: map, the properties by these ids
MATCH ()-[r]->() WHERE elementId(r) IN $ids
SET r = $properties[elementId(r)]
