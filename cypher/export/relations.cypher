// The relations that documents assert, as lists of type, scope, id, ends and record, 10,000 a row.
// $ids: list of strings, the documents' ids
MATCH (d:Document)-[:ASSERTS|ASSERTS_OTHERWISE|REFERS_TO]->(e:Element) WHERE d.id IN $ids
WITH DISTINCT d.number AS number, e
MATCH (e)-[r]->(o:Element) WHERE number IN r.documents AND NOT type(r) STARTS WITH 'IMPLIED_'
WITH DISTINCT r, e, o ORDER BY type(r), e.key, o.key, r.key
WITH collect([type(r), r.scope, r.id, e.uri, o.uri, r.record]) AS rows
UNWIND range(0, size(rows) - 1, 10000) AS first
RETURN rows[first..first + 10000] AS rows
