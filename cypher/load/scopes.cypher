// Create the scopes of a document: its top level and its bundles.
// $id: string, the document's id
// $rows: list of maps, scope, prefixes, namespaces, default, idPrefix, idNamespace, position
MATCH (d:Document {id: $id})
UNWIND $rows AS r
CREATE (d)-[:HAS_SCOPE]->(s:Scope:Store)
SET s = r
