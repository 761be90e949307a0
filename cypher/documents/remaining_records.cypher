// The records that documents still assert of elements.
// $keys: list of strings, the elements' keys
UNWIND $keys AS key
MATCH (e:Element {key: key}) USING INDEX SEEK e:Element(key)
OPTIONAL MATCH (e)<-[a:ASSERTS_OTHERWISE]-()
WITH key, e, collect(DISTINCT a.record) AS records, EXISTS { (e)<-[:ASSERTS]-() } AS asserted
RETURN key, e.uri AS uri, records, CASE WHEN asserted THEN e.record END AS record
