// The records that declare elements, each once, with a document that holds it.
// $keys: list of strings, the elements' keys
UNWIND $keys AS key
MATCH (e:Element {key: key}) USING INDEX SEEK e:Element(key)
OPTIONAL MATCH (e)<-[a:ASSERTS|ASSERTS_OTHERWISE]-(d:Document)
WITH e, a.scope AS scope, coalesce(a.record, e.record) AS record, min(d.id) AS document
RETURN e.uri AS uri, labels(e) AS labels, scope, record, document
ORDER BY uri, scope, record
