// Detach a document from the definitions that it makes; delete those that no other document makes.
// $id: string, the document's id
MATCH (d:Document {id: $id})-[r:DEFINES]->(v:Definition)
DELETE r
WITH v WHERE NOT EXISTS { (:Document)-[:DEFINES]->(v) }
DETACH DELETE v
