// The ends of the lineage @{direction}stream: elements from which no followed relation leads on.
// $starts: list of strings, the keys of the elements to start from
// $types: list of strings, the relationship types to follow
MATCH (s:Element) WHERE s.key IN $starts
CALL (s) {
  MATCH p = (s)@left-[rs:@types*0..]-@right(x:Element)
  WHERE all(r IN rs WHERE type(r) IN $types)
  RETURN x, min(length(p)) AS depth
}
WITH x, min(depth) AS depth WHERE NOT x:Unknown
  AND (depth = 0 OR NOT x:ValueEntity)
  AND NOT EXISTS {
    MATCH (x)@left-[r:@types]-@right(y) WHERE type(r) IN $types AND NOT y:Unknown
      AND (NOT y:ValueEntity OR EXISTS {
        MATCH (y)@left-[q:@types]-@right() WHERE type(q) IN $types
      })
  }
WITH x, depth, reduce(times = [] + coalesce(x.endTime, x.startTime, []),
  ends IN [(x)-[:WAS_GENERATED_BY]->(a:Activity)
    WHERE x.endTime IS NULL AND x.startTime IS NULL | [] + coalesce(a.endTime, [])]
  | times + ends) AS times
WITH collect([x.key, x.uri, labels(x), x.label, x.name, x.type, null, depth,
  [t IN times WHERE valueType(t) ENDS WITH 'DATETIME NOT NULL' | toString(t)]]) AS rows
UNWIND range(0, size(rows) - 1, 10000) AS first
RETURN rows[first..first + 10000] AS rows
