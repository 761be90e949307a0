// Some of the elements that a document asserts or refers to.
// $id: string, the document's id
// $limit: integer, the maximum number of rows
OPTIONAL MATCH (:Document {id: $id})-[:ASSERTS|ASSERTS_OTHERWISE|REFERS_TO]->(e:Element)
WITH DISTINCT e LIMIT $limit
WITH e ORDER BY e.key
RETURN collect(e.key) AS keys
