// Replace the properties of nodes.
// $rows: list of maps, id and properties
UNWIND $rows AS row
MATCH (n) WHERE elementId(n) = row.id
SET n = row.properties
