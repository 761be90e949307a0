// The followed relations among elements and all elements @{direction}stream, 10,000 a row.
// $starts: list of strings, the keys of the elements to start from
// $types: list of strings, the relationship types to follow
MATCH (s:Element) WHERE s.key IN $starts
CALL (s) {
  MATCH (s)@left-[rs:@types*0..]-@right(x:Element)
  WHERE all(r IN rs WHERE type(r) IN $types)
  RETURN DISTINCT x
}
WITH DISTINCT x WHERE NOT x:Unknown
MATCH (x)@left-[r:@types]-@right(y)
WHERE type(r) IN $types AND NOT y:Unknown
WITH DISTINCT r
WITH collect([type(r), startNode(r).uri, endNode(r).uri, r.role]) AS rows
UNWIND range(0, size(rows) - 1, 10000) AS first
RETURN rows[first..first + 10000] AS rows
