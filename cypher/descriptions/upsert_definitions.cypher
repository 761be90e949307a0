// Create the definitions that a document makes, or replace them.
// $id: string, the document's id
// $rows: list of maps, key, content, name (of the activity, null for others)
MATCH (d:Document {id: $id})
UNWIND $rows AS row
MERGE (v:Definition:Store {key: row.key})
SET v.content = row.content, v.name = row.name
MERGE (d)-[:DEFINES]->(v)
WITH v, row WHERE row.name IS NOT NULL
MERGE (n:Definition:Store {key: 'name ' + row.name})
MERGE (n)-[:HAS_VERSION]->(v)
