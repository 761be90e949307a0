// One document by its id.
// $id: string, the document's id
MATCH (d:Document {id: $id})
RETURN properties(d) AS document
