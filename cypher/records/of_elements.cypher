// The activities of ctapipe's logs that are elements, declare them, or made documents.
// $keys: list of strings, the elements' keys
// $documents: list of strings, the documents' ids
CALL () {
  UNWIND $documents AS id
  MATCH (r:Record {id: id}) USING INDEX SEEK r:Record(id) RETURN r
  UNION
  UNWIND $keys AS key
  MATCH (r:Record {id: key}) USING INDEX SEEK r:Record(id) RETURN r
  UNION
  UNWIND $keys AS key
  MATCH (e:Element {key: key})<-[:ASSERTS|ASSERTS_OTHERWISE]-(d:Document)
  USING INDEX SEEK e:Element(key)
  MATCH (r:Record {id: d.id}) USING INDEX SEEK r:Record(id) RETURN r
}
RETURN DISTINCT r.id AS id ORDER BY id
