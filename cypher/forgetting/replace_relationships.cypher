// Replace the properties of relationships.
// $rows: list of maps, id and properties
UNWIND $rows AS row
MATCH ()-[r]->() WHERE elementId(r) = row.id
SET r = row.properties
