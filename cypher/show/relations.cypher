// The relations of an element, outgoing first, each with its other end.
// $key: string, the element's key
// $limit: integer, the maximum number of rows in each direction
MATCH (e:Element {key: $key})
CALL (e) {
  MATCH (e)-[r]->(o:Element) WHERE NOT type(r) STARTS WITH 'IMPLIED_'
  RETURN r, o, true AS outgoing ORDER BY type(r), o.key LIMIT $limit
  UNION ALL
  MATCH (e)<-[r]-(o:Element) WHERE NOT type(r) STARTS WITH 'IMPLIED_'
  RETURN r, o, false AS outgoing ORDER BY type(r), o.key LIMIT $limit
}
RETURN type(r) AS type, outgoing, properties(r) AS properties,
  o.uri AS id
