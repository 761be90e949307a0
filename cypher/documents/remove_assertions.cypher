// Delete a document's assertions of elements; return the elements, and whether they have to change.
// $id: string, the document's id
// $keys: list of strings, the elements' keys, in their order
MATCH (d:Document {id: $id})
UNWIND $keys AS key
MATCH (e:Element {key: key}) USING INDEX SEEK e:Element(key)
SET e.lock = true
WITH d, e
MATCH (d)-[a:ASSERTS|ASSERTS_OTHERWISE|REFERS_TO]->(e)
WITH e, collect(a) AS assertions, collect(DISTINCT type(a)) AS kinds
FOREACH (a IN assertions | DELETE a)
RETURN e.key AS key,
  'ASSERTS_OTHERWISE' IN kinds OR (
    'ASSERTS' IN kinds AND NOT EXISTS { (e)<-[:ASSERTS]-() }) AS changed
ORDER BY key
