// $limit: integer, the maximum number of relations in each direction, and of documents
CALL (e) {
  CALL (e) {
    MATCH (e)-[r]->(o:Element) WHERE NOT type(r) STARTS WITH 'IMPLIED_'
    RETURN r, o, true AS outgoing ORDER BY type(r), o.key LIMIT $limit
    UNION ALL
    MATCH (e)<-[r]-(o:Element) WHERE NOT type(r) STARTS WITH 'IMPLIED_'
    RETURN r, o, false AS outgoing ORDER BY type(r), o.key LIMIT $limit
  }
  RETURN collect([type(r), outgoing, r.role, o.uri]) AS relations
}
CALL (e) {
  // Newest first, with the records in which they declare the element.
  MATCH (e)<-[a:ASSERTS|ASSERTS_OTHERWISE]-(d:Document)
  WITH e, d, collect(a.record) AS others, count(*) > count(a.record) AS asStored
  ORDER BY d.loaded DESC LIMIT $limit
  RETURN collect([d.id, others + CASE WHEN asStored THEN [e.record] ELSE [] END]) AS documents
}
CALL () {
  MATCH (m:QualityAnnotation) RETURN count(m) > 0 AS marked
}
RETURN e.key AS key, e.uri AS id, labels(e) AS labels,
  e{.*, record: null, names: null} AS properties, relations, documents, marked
