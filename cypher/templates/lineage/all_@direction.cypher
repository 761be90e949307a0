// All elements @{direction}stream, each once with its least depth, 10,000 a row.
// $starts: list of strings, the keys of the elements to start from
// $types: list of strings, the relationship types to follow
// $attributes: boolean, whether to return all attributes
MATCH (s:Element) WHERE s.key IN $starts
CALL (s) {
  MATCH p = (s)@left-[rs:@types*1..]-@right(x:Element)
  WHERE all(r IN rs WHERE type(r) IN $types)
  RETURN x, min(length(p)) AS depth
}
WITH x, min(depth) AS depth WHERE NOT x:Unknown AND NOT x.key IN $starts
WITH collect([x.key, x.uri, labels(x), x.label, x.name, x.type,
  CASE WHEN $attributes THEN x{.*, record: null, names: null} END, depth]) AS rows
UNWIND range(0, size(rows) - 1, 10000) AS first
RETURN rows[first..first + 10000] AS rows
