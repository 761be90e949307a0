// The ends of the lineage @{direction}stream: elements from which no followed relation leads on.
// $starts: list of strings, the keys of the elements to start from
// $types: list of strings, the relationship types to follow
// $bookkeeping: list of strings, the types of elements to leave out; empty: none, nor values
// $named: list of strings, the relationship types that lead to such elements all the same
MATCH (s:Element) WHERE s.key IN $starts
CALL (s) {
  MATCH p = (s)@left-[rs:@types*0..]-@right(x:Element)
  WHERE all(r IN rs WHERE type(r) IN $types)
  RETURN x, min(length(p)) AS depth
}
WITH x, min(depth) AS depth WHERE NOT EXISTS {
    MATCH (x)@left-[r:@types]-@right(y) WHERE type(r) IN $types AND NOT y:Unknown
      AND ($bookkeeping = [] OR NOT y:Entity OR type(r) IN $named
        OR NOT (y:ValueEntity OR any(t IN [] + coalesce(y.type, []) WHERE t IN $bookkeeping))
        OR EXISTS { MATCH (y)@left-[q:@types]-@right() WHERE type(q) IN $types })
  }
WITH x, depth, CASE WHEN x:Unknown THEN 'unspecified'
  WHEN depth > 0 AND $bookkeeping <> [] AND x:Entity
    AND (x:ValueEntity OR any(t IN [] + coalesce(x.type, []) WHERE t IN $bookkeeping))
    AND NOT EXISTS { MATCH (y)@left-[r:@types]-@right(x) WHERE type(r) IN $named }
  THEN 'bookkeeping' END AS leftOut
WITH x, depth, leftOut, reduce(times = [] + coalesce(x.endTime, x.startTime, []),
  ends IN [(x)-[:WAS_GENERATED_BY]->(a:Activity)
    WHERE x.endTime IS NULL AND x.startTime IS NULL | [] + coalesce(a.endTime, [])]
  | times + ends) AS times
WITH collect([x.key, x.uri, labels(x), x.label, x.name, x.type, null, depth,
  [t IN times WHERE valueType(t) ENDS WITH 'DATETIME NOT NULL' | toString(t)], leftOut]) AS rows
UNWIND range(0, size(rows) - 1, 10000) AS first
RETURN rows[first..first + 10000] AS rows
