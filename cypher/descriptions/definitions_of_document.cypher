// The definitions that a document makes, with the name of the activity for those of activities.
// $id: string, the document's id
MATCH (:Document {id: $id})-[:DEFINES]->(v:Definition)
RETURN v.key AS key, v.content AS content, v.name AS name
