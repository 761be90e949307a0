// Create the nodes of documents; their status is loading until they are complete.
// A node that another transaction deletes meanwhile is an error, not a missing relationship: OPTIONAL MATCH.
// $documents: list of maps, properties (of the document's node), and scopes, the keys of theirs
// $scopes: list of maps, key, and properties: map, scope, prefixes, namespaces, default, idPrefix, idNamespace, position; in the order of their keys
// $prefixes: list of maps, prefix and namespace, as the documents declare them
CALL () {
  UNWIND $scopes AS row
  MERGE (s:Scope {key: row.key})
  ON CREATE SET s:Store, s += row.properties
}
CALL () {
  UNWIND $documents AS document
  CREATE (d:Document:Store)
  SET d = document.properties, d.loaded = datetime()
  WITH d, document
  UNWIND document.scopes AS key
  OPTIONAL MATCH (s:Scope {key: key}) USING INDEX SEEK s:Scope(key)
  CREATE (d)-[:HAS_SCOPE]->(s)
}
UNWIND $prefixes AS row
MERGE (p:DeclaredPrefix {key: row.prefix + ' ' + row.namespace})
ON CREATE SET p:Store, p.prefix = row.prefix, p.namespace = row.namespace
