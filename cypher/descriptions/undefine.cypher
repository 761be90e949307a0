// Take a document off the definitions that it makes; those that no other makes go.
// $id: string, the document's id
MATCH (d:Document {id: $id})-[r:DEFINES]->(v:Definition)
DELETE r
WITH v WHERE NOT EXISTS { (:Document)-[:DEFINES]->(v) }
DETACH DELETE v
