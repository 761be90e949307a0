// Create the nodes of documents; their status is loading until they are complete.
// $documents: list of maps, properties (of the document's node), and scopes: list of maps, scope, prefixes, namespaces, default, idPrefix, idNamespace, position
// $prefixes: list of maps, prefix and namespace, as the documents declare them
UNWIND $documents AS document
CREATE (d:Document:Store)
SET d = document.properties, d.loaded = datetime()
WITH d, document
UNWIND document.scopes AS scope
CREATE (d)-[:HAS_SCOPE]->(s:Scope:Store)
SET s = scope
WITH count(*) AS scopes
UNWIND $prefixes AS row
MERGE (p:DeclaredPrefix {key: row.prefix + ' ' + row.namespace})
ON CREATE SET p:Store, p.prefix = row.prefix, p.namespace = row.namespace
