// Create relationships between nodes, which have these numbers.
// $rows: list of maps, start, end, type, properties
UNWIND $rows AS row
MATCH (a) WHERE id(a) = row.start
MATCH (b) WHERE id(b) = row.end
CREATE (a)-[r:$(row.type)]->(b)
SET r = row.properties
