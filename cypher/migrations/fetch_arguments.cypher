// Elements after a key, in the order of keys, with several times or with further arguments.
// $after: string, the last key of the rows before
// $limit: integer, the maximum number of rows
MATCH (e:Element) WHERE e.key > $after
WITH e ORDER BY e.key LIMIT $limit
RETURN e.key AS key, e.uri AS uri,
  CASE WHEN any(t IN [e.startTime, e.endTime]
      WHERE t IS NOT NULL AND NOT valueType(t) ENDS WITH 'DATETIME NOT NULL')
    THEN e {.startTime, .endTime} END AS times,
  [(e)-[r:WAS_DERIVED_FROM|WAS_STARTED_BY|WAS_ENDED_BY|ACTED_ON_BEHALF_OF|WAS_ASSOCIATED_WITH
      |MENTION_OF]->(o)
    WHERE coalesce(r.activity, r.starter, r.ender, r.plan, r.bundle) IS NOT NULL |
    [type(r), r.scope, r.documents, o.key, o.uri,
      r {.activity, .starter, .ender, .plan, .bundle}]] AS relations
