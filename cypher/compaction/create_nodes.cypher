// Create nodes in an empty store; return their new ids.
// $rows: list of maps, id, labels, properties
UNWIND $rows AS row
CREATE (n:$(row.labels))
SET n = row.properties
RETURN row.id AS before, elementId(n) AS after
