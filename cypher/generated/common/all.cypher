// Generated from cypher/templates/common/all.cypher by tools/generate_cypher.py; do not edit.
// All common ancestors of several elements, each with its own causes, 10,000 a row.
// $starts: list of strings, the keys of the elements to start from
// $types: list of strings, the relationship types to follow
// $bookkeeping: list of strings, the types of elements to leave out unless they lead on
// $named: list of strings, the relationship types that lead to such elements all the same
MATCH (s:Element) WHERE s.key IN $starts
CALL (s) {
  MATCH p = (s)-[rs:WAS_GENERATED_BY|USED|WAS_INFORMED_BY|WAS_STARTED_BY|WAS_ENDED_BY|WAS_INVALIDATED_BY|WAS_DERIVED_FROM|WAS_ATTRIBUTED_TO|WAS_ASSOCIATED_WITH|ACTED_ON_BEHALF_OF|WAS_INFLUENCED_BY|ALTERNATE_OF|SPECIALIZATION_OF|MENTION_OF|HAD_MEMBER|IMPLIED_GENERATION|IMPLIED_USAGE|IMPLIED_ASSOCIATION|IS_DESCRIBED_BY|IS_RELATED_TO|WAS_CONFIGURED_BY|HAD_REFERENCE*0..]->(x:Element)
  WHERE all(r IN rs WHERE type(r) IN $types)
  RETURN x, min(length(p)) AS depth
}
WITH x, collect([s.uri, depth]) AS depths WHERE size(depths) = size($starts) AND NOT x:Unknown
WITH x, depths,
  x.type IS NOT NULL AND x:Entity AND NOT x.key IN $starts AND any(t IN [] + x.type
      WHERE t IN $bookkeeping OR t + ' ' + coalesce(toStringOrNull(x.label), '') IN $bookkeeping)
    AND NOT EXISTS { MATCH (x)-[r:WAS_GENERATED_BY|USED|WAS_INFORMED_BY|WAS_STARTED_BY|WAS_ENDED_BY|WAS_INVALIDATED_BY|WAS_DERIVED_FROM|WAS_ATTRIBUTED_TO|WAS_ASSOCIATED_WITH|ACTED_ON_BEHALF_OF|WAS_INFLUENCED_BY|ALTERNATE_OF|SPECIALIZATION_OF|MENTION_OF|HAD_MEMBER|IMPLIED_GENERATION|IMPLIED_USAGE|IMPLIED_ASSOCIATION|IS_DESCRIBED_BY|IS_RELATED_TO|WAS_CONFIGURED_BY|HAD_REFERENCE]->(y) WHERE type(r) IN $types AND NOT y:Unknown }
    AND NOT EXISTS { MATCH (x)<-[r:WAS_GENERATED_BY|USED|WAS_INFORMED_BY|WAS_STARTED_BY|WAS_ENDED_BY|WAS_INVALIDATED_BY|WAS_DERIVED_FROM|WAS_ATTRIBUTED_TO|WAS_ASSOCIATED_WITH|ACTED_ON_BEHALF_OF|WAS_INFLUENCED_BY|ALTERNATE_OF|SPECIALIZATION_OF|MENTION_OF|HAD_MEMBER|IMPLIED_GENERATION|IMPLIED_USAGE|IMPLIED_ASSOCIATION|IS_DESCRIBED_BY|IS_RELATED_TO|WAS_CONFIGURED_BY|HAD_REFERENCE]-() WHERE type(r) IN $named } AS leftOut
WITH x, depths WHERE NOT leftOut
CALL (x) {
  OPTIONAL MATCH (x)-[r:WAS_GENERATED_BY|USED|WAS_INFORMED_BY|WAS_STARTED_BY|WAS_ENDED_BY|WAS_INVALIDATED_BY|WAS_DERIVED_FROM|WAS_ATTRIBUTED_TO|WAS_ASSOCIATED_WITH|ACTED_ON_BEHALF_OF|WAS_INFLUENCED_BY|ALTERNATE_OF|SPECIALIZATION_OF|MENTION_OF|HAD_MEMBER|IMPLIED_GENERATION|IMPLIED_USAGE|IMPLIED_ASSOCIATION|IS_DESCRIBED_BY|IS_RELATED_TO|WAS_CONFIGURED_BY|HAD_REFERENCE]->(y) WHERE type(r) IN $types AND NOT y:Unknown
  RETURN collect(DISTINCT y.key) AS causes
}
WITH collect([x.key, x.uri, labels(x), x.label, x.name, x.type, null, depths, causes]) AS rows
UNWIND range(0, size(rows) - 1, 10000) AS first
RETURN rows[first..first + 10000] AS rows
