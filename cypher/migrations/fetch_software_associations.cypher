// Activities of job logs after a key, with their associations to ctapipe that have no role.
// $after: string, the last key of the rows before
// $limit: integer, the maximum number of rows
MATCH (a:Activity) WHERE a.key > $after
WITH a ORDER BY a.key LIMIT $limit
RETURN a.key AS key, a.uri AS uri,
  [(a)-[r:WAS_ASSOCIATED_WITH]->(s)
    WHERE s.uri STARTS WITH 'urn:provgraph:software:ctapipe-' AND r.record IS NULL
      AND r.scope = '' AND r.id IS NULL
      AND all(n IN r.documents WHERE EXISTS { (:Document {number: n, format: 'ctapipe'}) }) |
    [s.key, s.uri, r.key]] AS associations
