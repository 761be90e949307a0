// Take a document off its relations, and delete those that no other document asserts.
// $id: string, the document's id
MATCH (d:Document {id: $id})-[:ASSERTS|ASSERTS_OTHERWISE|REFERS_TO]->(e:Element)
WITH DISTINCT d, e
MATCH (e)-[r]->(o:Element) WHERE d.number IN r.documents
SET r.lock = true, r.documents = [n IN r.documents WHERE n <> d.number]
WITH r, o.key AS end, size(r.documents) = 0 AS gone
FOREACH (_ IN CASE WHEN gone THEN [1] ELSE [] END | DELETE r)
RETURN collect(DISTINCT end) AS ends
