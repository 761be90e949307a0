// The records that documents still assert of elements; not of those that nothing relates any more.
// A label that is put back locks the element's key: a load that finds it there waits, and then compares anew.
// $keys: list of strings, the elements' keys
UNWIND $keys AS key
MATCH (e:Element {key: key}) USING INDEX SEEK e:Element(key)
WHERE EXISTS { (e)--() }
REMOVE e:Element
SET e:Element
WITH key, e
OPTIONAL MATCH (e)<-[a:ASSERTS_OTHERWISE]-()
WITH key, e, collect(DISTINCT a.record) AS records, EXISTS { (e)<-[:ASSERTS]-() } AS asserted
RETURN key, e.uri AS uri, records, CASE WHEN asserted THEN e.record END AS record
