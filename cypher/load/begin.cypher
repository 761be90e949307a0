// Create the nodes of documents; their status stays loading until all of them is there.
// $documents: list of maps, properties (of the document's node), and scopes: list of maps, scope, prefixes, namespaces, default, idPrefix, idNamespace, position
UNWIND $documents AS one
CREATE (d:Document:Store)
SET d = one.properties, d.loaded = datetime()
WITH d, one
UNWIND one.scopes AS r
CREATE (d)-[:HAS_SCOPE]->(s:Scope:Store)
SET s = r
