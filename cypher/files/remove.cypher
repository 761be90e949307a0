// Remove the known files of a document that is about to be deleted.
// $id: string, the document's id
CALL () {
  MATCH (f:File)-[:GAVE]->(:Document {id: $id}) RETURN f
  UNION
  MATCH (f:File)-[:GAVE]->(:Record {id: $id}) RETURN f
}
DETACH DELETE f
