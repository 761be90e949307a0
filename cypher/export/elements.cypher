// The elements that documents declare, as lists of scope, URI and record, 10,000 a row.
// $ids: list of strings, the documents' ids
MATCH (d:Document)-[a:ASSERTS|ASSERTS_OTHERWISE]->(e:Element) WHERE d.id IN $ids
WITH a, e ORDER BY a.kind, e.key
WITH collect([a.scope, e.uri, coalesce(a.record, e.record)]) AS rows
UNWIND range(0, size(rows) - 1, 10000) AS first
RETURN rows[first..first + 10000] AS rows
