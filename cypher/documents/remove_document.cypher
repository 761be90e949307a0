// Delete a document's node and its scopes.
// $id: string, the document's id
MATCH (d:Document {id: $id})
OPTIONAL MATCH (d)-[:HAS_SCOPE]->(s:Scope)
DETACH DELETE d, s
