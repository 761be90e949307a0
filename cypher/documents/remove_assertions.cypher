// Take a document's assertions away; return the elements, and which may show less now.
// $id: string, the document's id
MATCH (d:Document {id: $id})-[a:ASSERTS|ASSERTS_OTHERWISE|REFERS_TO]->(e:Element)
WITH e, collect(a) AS assertions, collect(DISTINCT type(a)) AS kinds
ORDER BY e.key
SET e.lock = true
FOREACH (a IN assertions | DELETE a)
RETURN e.key AS key,
  'ASSERTS_OTHERWISE' IN kinds OR ('ASSERTS' IN kinds AND NOT EXISTS { (e)<-[:ASSERTS]-() }) AS changed
ORDER BY key
