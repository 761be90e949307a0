// The scopes of documents: top level and bundles, with their authors' prefixes.
// $ids: list of strings, the documents' ids
UNWIND $ids AS id
MATCH (d:Document {id: id})-[:HAS_SCOPE]->(s:Scope) USING INDEX SEEK d:Document(id)
RETURN s {.*, prefixes: coalesce(s.prefixes, []), namespaces: coalesce(s.namespaces, [])} AS scope
ORDER BY d.loaded, s.position
