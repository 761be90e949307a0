// Elements after a key, in the order of keys, with the records that documents assert of them.
// $after: string, the last key of the rows before
// $limit: integer, the maximum number of rows
MATCH (e:Element) WHERE e.key > $after
WITH e ORDER BY e.key LIMIT $limit
RETURN e.key AS key, e.uri AS uri,
  [record IN [e.record] + [(e)<-[a:ASSERTS_OTHERWISE]-() | a.record]
    WHERE record IS NOT NULL] AS records
