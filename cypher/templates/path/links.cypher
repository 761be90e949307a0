// The relations among elements, 10,000 a row.
// $keys: list of strings, the keys of the elements
// $types: list of strings, the relationship types to follow
UNWIND $keys AS key
MATCH (x:Element {key: key})-[r:@types]->(y) USING INDEX SEEK x:Element(key)
WHERE type(r) IN $types AND y.key IN $keys
WITH collect([type(r), x.uri, y.uri, r.role, key, y.key]) AS rows
UNWIND range(0, size(rows) - 1, 10000) AS first
RETURN rows[first..first + 10000] AS rows
