// The nearest common ancestors of several elements, which count as their own ancestors.
// $starts: list of strings, the keys of the elements to start from
// $types: list of strings, the relationship types to follow
// $bookkeeping: list of strings, the types of elements to leave out unless they lead on
// $named: list of strings, the relationship types that lead to such elements all the same
MATCH (s:Element) WHERE s.key IN $starts
CALL (s) {
  MATCH p = (s)-[rs:@types*0..]->(x:Element)
  WHERE all(r IN rs WHERE type(r) IN $types)
  RETURN x, min(length(p)) AS depth
}
WITH x, collect([s.uri, depth]) AS depths, min(depth) AS least
WHERE size(depths) = size($starts) AND NOT x:Unknown
WITH x, depths, least,
  x.type IS NOT NULL AND x:Entity AND NOT x.key IN $starts AND any(t IN [] + x.type
      WHERE t IN $bookkeeping OR t + ' ' + coalesce(toStringOrNull(x.label), '') IN $bookkeeping)
    AND NOT EXISTS { MATCH (x)-[r:@types]->(y) WHERE type(r) IN $types AND NOT y:Unknown }
    AND NOT EXISTS { MATCH (x)<-[r:@types]-() WHERE type(r) IN $named } AS leftOut
// An ancestor is nearest if it is the cause of no other; each also appears as cause of the others.
CALL (x, depths, least, leftOut) {
  RETURN x AS y, depths AS ancestorDepths, least AS ancestorLeast, null AS effectLeast,
    leftOut AS ancestorLeftOut
  UNION ALL
  MATCH (x)-[r:@types]->(y) WHERE type(r) IN $types AND y <> x AND NOT y:Unknown
  RETURN DISTINCT y, null AS ancestorDepths, null AS ancestorLeast, least AS effectLeast,
    null AS ancestorLeftOut
}
WITH y AS x, collect(ancestorDepths)[0] AS depths,
  max(ancestorLeast) AS least, min(effectLeast) AS effectLeast,
  collect(ancestorLeftOut)[0] AS leftOut
RETURN count(CASE WHEN NOT leftOut THEN 1 END) AS total,
  count(CASE WHEN leftOut THEN 1 END) AS leftOut,
  any(circle IN collect(DISTINCT effectLeast >= least) WHERE circle) AS circles,
  collect(CASE WHEN effectLeast IS NULL AND NOT leftOut
    THEN [x.key, x.uri, labels(x), x.label, x.name, x.type, null, depths] END) AS rows
