// The relations that documents assert, as lists of type, scope, id, ends and record, 10,000 a row.
// $ids: list of strings, the documents' ids
MATCH (d:Document)-[:ASSERTS|ASSERTS_OTHERWISE|REFERS_TO]->(e:Element) WHERE d.id IN $ids
WITH DISTINCT d.number AS number, e
MATCH (e)-[r]->(o:Element)
WHERE number IN r.documents AND r.implied IS NULL AND NOT type(r) STARTS WITH 'IMPLIED_'
WITH DISTINCT r, CASE WHEN r.reversed THEN [o, e] ELSE [e, o] END AS ends
ORDER BY type(r), ends[0].key, ends[1].key, r.key
WITH collect([type(r), r.scope, r.id, ends[0].uri, ends[1].uri, r.record]) AS rows
UNWIND range(0, size(rows) - 1, 10000) AS first
RETURN rows[first..first + 10000] AS rows
