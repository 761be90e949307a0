// The definitions that a document makes, with the activity's name where it is one's.
// $id: string, the document's id
MATCH (:Document {id: $id})-[:DEFINES]->(v:Definition)
RETURN v.key AS key, v.content AS content, v.name AS name
