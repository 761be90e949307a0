// All elements downstream, each once, with its data level, and whether it is left out.
// $starts: list of strings, the keys of the elements to start from
// $types: list of strings, the relationship types to follow
// $level: string, the attribute's name in the graph
// $bookkeeping: list of strings, the types of elements to leave out unless they lead on
MATCH (s:Element) WHERE s.key IN $starts
CALL (s) {
  MATCH p = (s)<-[rs:@types*1..]-(x:Element)
  WHERE all(r IN rs WHERE type(r) IN $types)
  RETURN x, min(length(p)) AS depth
}
WITH x, min(depth) AS depth WHERE NOT x:Unknown AND NOT x.key IN $starts
RETURN [[x.key, x.uri, labels(x), x.label, x.name, x.type, null, depth, x[$level],
  x.type IS NOT NULL AND x:Entity AND any(t IN [] + x.type
      WHERE t IN $bookkeeping OR t + ' ' + coalesce(toStringOrNull(x.label), '') IN $bookkeeping)
    AND NOT EXISTS { MATCH (x)<-[r:@types]-(y) WHERE type(r) IN $types AND NOT y:Unknown }
]] AS rows
