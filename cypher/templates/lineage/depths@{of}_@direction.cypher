// The URIs of all elements @{direction}stream, each once, by their least depths.
// $starts: list of strings, the keys of the elements to start from
@{parameter}// $bookkeeping: list of strings, the types of elements to leave out unless they lead on
// $named: list of strings, the relationship types that lead to such elements all the same
MATCH (s:Element) WHERE s.key IN $starts
CALL (s) {
  MATCH p = (s)@left-[rs:@types*1..]-@right(x:Element)@{on_the_way}
  RETURN x, min(length(p)) AS depth
}
WITH x, min(depth) AS depth WHERE NOT x:Unknown AND NOT x.key IN $starts
  AND (x.type IS NULL OR NOT x:Entity OR NOT any(t IN [] + coalesce(x.type, [])
      WHERE t IN $bookkeeping OR t + ' ' + coalesce(toStringOrNull(x.label), '') IN $bookkeeping)
    OR EXISTS { MATCH (x)@left-[r:@types]-@right(y) WHERE @{of_types}NOT y:Unknown }
    OR EXISTS { MATCH (y)@left-[r:@types]-@right(x) WHERE type(r) IN $named })
WITH depth, collect(x.uri) AS uris
WITH collect([depth, uris]) AS groups
UNWIND range(0, size(groups) - 1, 10) AS first
RETURN groups[first..first + 10] AS rows
