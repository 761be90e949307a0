// What jobs used and generated according to their own documents, with the records in these.
// $ids: list of strings, the activities' ids
UNWIND $ids AS id
MATCH (d:Document {id: id}), (a:Element {key: id})
USING INDEX SEEK d:Document(id) USING INDEX SEEK a:Element(key)
OPTIONAL CALL (d, a) {
  MATCH (a)-[r:USED]->(e:Element) WHERE d.number IN r.documents
  RETURN false AS output, r.role AS role, e
  UNION ALL
  MATCH (a)<-[r:WAS_GENERATED_BY]-(e:Element) WHERE d.number IN r.documents
  RETURN true AS output, r.role AS role, e
}
OPTIONAL MATCH (d)-[s:ASSERTS|ASSERTS_OTHERWISE]->(e)
RETURN id, collect(CASE WHEN e IS NOT NULL THEN
  [output, role, e.uri, CASE WHEN s IS NOT NULL THEN coalesce(s.record, e.record) END]
END) AS files
