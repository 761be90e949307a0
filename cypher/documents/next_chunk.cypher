// Some of the elements that a document asserts or refers to, with all that it says of each.
// $id: string, the document's id
// $limit: integer, how many at most
OPTIONAL MATCH (:Document {id: $id})-[:ASSERTS|ASSERTS_OTHERWISE|REFERS_TO]->(e:Element)
WITH DISTINCT e LIMIT $limit
WITH e ORDER BY e.key
RETURN collect(e.key) AS keys
