// The URIs of all elements @{direction}stream, each once with its least depth, 10,000 a row.
// $starts: list of strings, the keys of the elements to start from
// $types: list of strings, the relationship types to follow
// $bookkeeping: list of strings, the types of elements to leave out unless they lead on
// $named: list of strings, the relationship types that lead to such elements all the same
MATCH (s:Element) WHERE s.key IN $starts
CALL (s) {
  MATCH p = (s)@left-[rs:@types*1..]-@right(x:Element)
  WHERE all(r IN rs WHERE type(r) IN $types)
  RETURN x, min(length(p)) AS depth
}
WITH x, min(depth) AS depth WHERE NOT x:Unknown AND NOT x.key IN $starts
  AND (NOT x:Entity OR NOT any(t IN [] + coalesce(x.type, [])
      WHERE t IN $bookkeeping OR t + ' ' + coalesce(toStringOrNull(x.label), '') IN $bookkeeping)
    OR EXISTS { MATCH (x)@left-[r:@types]-@right(y) WHERE type(r) IN $types AND NOT y:Unknown }
    OR EXISTS { MATCH (y)@left-[r:@types]-@right(x) WHERE type(r) IN $named })
WITH collect([x.uri, depth]) AS rows
UNWIND range(0, size(rows) - 1, 10000) AS first
RETURN rows[first..first + 10000] AS rows
