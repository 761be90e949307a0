// What is still asserted of elements.
// $keys: list of strings, the elements' keys
UNWIND $keys AS key
MATCH (e:Element {key: key}) USING INDEX SEEK e:Element(key)
OPTIONAL MATCH (e)<-[a:ASSERTS_OTHERWISE]-()
WITH key, e, collect(DISTINCT a.record) AS others, EXISTS { (e)<-[:ASSERTS]-() } AS own
RETURN key, e.uri AS uri, others, CASE WHEN own THEN e.record END AS record
