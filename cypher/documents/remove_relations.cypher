// Detach a document from some relations that start at elements; delete those that no other asserts.
// $id: string, the document's id
// $keys: list of strings, the elements' keys, in their order
// $limit: integer, the maximum number of relations
MATCH (d:Document {id: $id})
UNWIND $keys AS key
MATCH (e:Element {key: key}) USING INDEX SEEK e:Element(key)
MATCH (e)-[r]->(o:Element) WHERE d.number IN r.documents
WITH d, r, o LIMIT $limit
SET r.lock = true, r.documents = [n IN r.documents WHERE n <> d.number]
WITH r, o.key AS end, size(r.documents) = 0 AS unasserted
FOREACH (_ IN CASE WHEN unasserted THEN [1] ELSE [] END | DELETE r)
RETURN collect(DISTINCT end) AS ends, count(*) AS relations
