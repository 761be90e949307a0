// Generated from cypher/templates/lineage/ends_@direction.cypher by tools/generate_cypher.py; do not edit.
// The ends of the lineage upstream: elements from which no followed relation leads on.
// $starts: list of strings, the keys of the elements to start from
// $types: list of strings, the relationship types to follow
// $bookkeeping: list of strings, the types of elements to leave out; empty: none, nor values
// $named: list of strings, the relationship types that lead to such elements all the same
MATCH (s:Element) WHERE s.key IN $starts
CALL (s) {
  MATCH p = (s)-[rs:WAS_GENERATED_BY|USED|WAS_INFORMED_BY|WAS_STARTED_BY|WAS_ENDED_BY|WAS_INVALIDATED_BY|WAS_DERIVED_FROM|WAS_ATTRIBUTED_TO|WAS_ASSOCIATED_WITH|ACTED_ON_BEHALF_OF|WAS_INFLUENCED_BY|ALTERNATE_OF|SPECIALIZATION_OF|MENTION_OF|HAD_MEMBER|IMPLIED_GENERATION|IMPLIED_USAGE|IMPLIED_ASSOCIATION|IS_DESCRIBED_BY|IS_RELATED_TO|WAS_CONFIGURED_BY|HAD_REFERENCE*0..]->(x:Element)
  WHERE all(r IN rs WHERE type(r) IN $types)
  RETURN x, min(length(p)) AS depth
}
WITH x, min(depth) AS depth WHERE NOT EXISTS {
    MATCH (x)-[r:WAS_GENERATED_BY|USED|WAS_INFORMED_BY|WAS_STARTED_BY|WAS_ENDED_BY|WAS_INVALIDATED_BY|WAS_DERIVED_FROM|WAS_ATTRIBUTED_TO|WAS_ASSOCIATED_WITH|ACTED_ON_BEHALF_OF|WAS_INFLUENCED_BY|ALTERNATE_OF|SPECIALIZATION_OF|MENTION_OF|HAD_MEMBER|IMPLIED_GENERATION|IMPLIED_USAGE|IMPLIED_ASSOCIATION|IS_DESCRIBED_BY|IS_RELATED_TO|WAS_CONFIGURED_BY|HAD_REFERENCE]->(y) WHERE type(r) IN $types AND NOT y:Unknown
      AND ($bookkeeping = [] OR NOT y:Entity OR type(r) IN $named
        OR NOT (y:ValueEntity OR any(t IN [] + coalesce(y.type, []) WHERE t IN $bookkeeping))
        OR EXISTS { MATCH (y)-[q:WAS_GENERATED_BY|USED|WAS_INFORMED_BY|WAS_STARTED_BY|WAS_ENDED_BY|WAS_INVALIDATED_BY|WAS_DERIVED_FROM|WAS_ATTRIBUTED_TO|WAS_ASSOCIATED_WITH|ACTED_ON_BEHALF_OF|WAS_INFLUENCED_BY|ALTERNATE_OF|SPECIALIZATION_OF|MENTION_OF|HAD_MEMBER|IMPLIED_GENERATION|IMPLIED_USAGE|IMPLIED_ASSOCIATION|IS_DESCRIBED_BY|IS_RELATED_TO|WAS_CONFIGURED_BY|HAD_REFERENCE]->() WHERE type(q) IN $types })
  }
WITH x, depth, CASE WHEN x:Unknown THEN 'unspecified'
  WHEN depth > 0 AND $bookkeeping <> [] AND x:Entity
    AND (x:ValueEntity OR any(t IN [] + coalesce(x.type, []) WHERE t IN $bookkeeping))
    AND NOT EXISTS { MATCH (y)-[r:WAS_GENERATED_BY|USED|WAS_INFORMED_BY|WAS_STARTED_BY|WAS_ENDED_BY|WAS_INVALIDATED_BY|WAS_DERIVED_FROM|WAS_ATTRIBUTED_TO|WAS_ASSOCIATED_WITH|ACTED_ON_BEHALF_OF|WAS_INFLUENCED_BY|ALTERNATE_OF|SPECIALIZATION_OF|MENTION_OF|HAD_MEMBER|IMPLIED_GENERATION|IMPLIED_USAGE|IMPLIED_ASSOCIATION|IS_DESCRIBED_BY|IS_RELATED_TO|WAS_CONFIGURED_BY|HAD_REFERENCE]->(x) WHERE type(r) IN $named }
  THEN 'bookkeeping' END AS leftOut
WITH x, depth, leftOut, reduce(times = [] + coalesce(x.endTime, x.startTime, []),
  ends IN [(x)-[:WAS_GENERATED_BY]->(a:Activity)
    WHERE x.endTime IS NULL AND x.startTime IS NULL | [] + coalesce(a.endTime, [])]
  | times + ends) AS times
WITH collect([x.key, x.uri, labels(x), x.label, x.name, x.type, null, depth,
  [t IN times WHERE valueType(t) ENDS WITH 'DATETIME NOT NULL' | toString(t)], leftOut]) AS rows
UNWIND range(0, size(rows) - 1, 10000) AS first
RETURN rows[first..first + 10000] AS rows
