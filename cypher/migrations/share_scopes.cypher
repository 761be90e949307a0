// Replace the scopes of documents by those that documents with equal ones share.
// A node that another transaction deletes meanwhile is an error, not a missing relationship: OPTIONAL MATCH.
// $scopes: list of maps, key, and properties: map, scope, prefixes, namespaces, default, idPrefix, idNamespace, position; in the order of their keys
// $documents: list of maps, id, and scopes, the keys of theirs
CALL () {
  UNWIND $documents AS document
  MATCH (d:Document {id: document.id})-[:HAS_SCOPE]->(s:Scope) USING INDEX SEEK d:Document(id)
  WHERE s.key IS NULL
  DETACH DELETE s
}
CALL () {
  UNWIND $scopes AS row
  MERGE (s:Scope {key: row.key})
  ON CREATE SET s:Store, s += row.properties
}
UNWIND $documents AS document
MATCH (d:Document {id: document.id}) USING INDEX SEEK d:Document(id)
UNWIND document.scopes AS key
OPTIONAL MATCH (s:Scope {key: key}) USING INDEX SEEK s:Scope(key)
CREATE (d)-[:HAS_SCOPE]->(s)
