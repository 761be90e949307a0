// The followed relations among elements and all elements @{direction}stream, in columns by type.
// $starts: list of strings, the keys of the elements to start from
@{parameter}MATCH (s:Element) WHERE s.key IN $starts
CALL (s) {
  MATCH (s)@left-[rs:@types*0..]-@right(x:Element)@{on_the_way}
  RETURN DISTINCT x
}
WITH DISTINCT x WHERE NOT x:Unknown
MATCH (x)@left-[r:@types]-@right(y)
WHERE @{of_types}NOT y:Unknown
WITH type(r) AS type, r.role AS role, collect(@start.uri) AS starts, collect(@end.uri) AS ends
UNWIND range(0, size(starts) - 1, 10000) AS first
RETURN type, role, starts[first..first + 10000] AS starts, ends[first..first + 10000] AS ends
