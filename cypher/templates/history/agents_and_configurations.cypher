// The agents and configurations of elements and of all elements upstream, 10,000 a row.
// $starts: list of strings, the keys of the elements to start from
// $types: list of strings, the relationship types to follow
MATCH (s:Element) WHERE s.key IN $starts
CALL (s) {
  MATCH (s)-[rs:@types*0..]->(x:Element)
  WHERE all(r IN rs WHERE type(r) IN $types)
  RETURN DISTINCT x
}
WITH DISTINCT x
MATCH (x)-[r:WAS_ASSOCIATED_WITH|WAS_ATTRIBUTED_TO|WAS_CONFIGURED_BY]->(y)
WHERE NOT y:Unknown
WITH collect([type(r), x.uri, y.uri, r.role,
  [y.key, y.uri, labels(y), y.label, y.name, y.type, y{.*, record: null, names: null}]]) AS rows
UNWIND range(0, size(rows) - 1, 10000) AS first
RETURN rows[first..first + 10000] AS rows
