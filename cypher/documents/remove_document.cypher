// Delete a document's node, and those of its scopes that no other document has.
// $id: string, the document's id
MATCH (d:Document {id: $id})
OPTIONAL MATCH (d)-[:HAS_SCOPE]->(s:Scope)
WITH d, collect(s) AS scopes
DETACH DELETE d
WITH scopes UNWIND scopes AS s
WITH s WHERE NOT EXISTS { (s)<-[:HAS_SCOPE]-() }
DELETE s
