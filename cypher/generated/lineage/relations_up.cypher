// Generated from cypher/templates/lineage/relations@{of}_@direction.cypher by tools/generate_cypher.py; do not edit.
// The followed relations among elements and all elements upstream, in columns by type.
// $starts: list of strings, the keys of the elements to start from
// $types: list of strings, the relationship types to follow
MATCH (s:Element) WHERE s.key IN $starts
CALL (s) {
  MATCH (s)-[rs:WAS_GENERATED_BY|USED|WAS_INFORMED_BY|WAS_STARTED_BY|WAS_ENDED_BY|WAS_INVALIDATED_BY|WAS_DERIVED_FROM|WAS_ATTRIBUTED_TO|WAS_ASSOCIATED_WITH|ACTED_ON_BEHALF_OF|WAS_INFLUENCED_BY|ALTERNATE_OF|SPECIALIZATION_OF|MENTION_OF|HAD_MEMBER|IMPLIED_GENERATION|IMPLIED_USAGE|IMPLIED_ASSOCIATION|IS_DESCRIBED_BY|IS_RELATED_TO|WAS_CONFIGURED_BY|HAD_REFERENCE*0..]->(x:Element)
  WHERE all(r IN rs WHERE type(r) IN $types)
  RETURN DISTINCT x
}
WITH DISTINCT x WHERE NOT x:Unknown
MATCH (x)-[r:WAS_GENERATED_BY|USED|WAS_INFORMED_BY|WAS_STARTED_BY|WAS_ENDED_BY|WAS_INVALIDATED_BY|WAS_DERIVED_FROM|WAS_ATTRIBUTED_TO|WAS_ASSOCIATED_WITH|ACTED_ON_BEHALF_OF|WAS_INFLUENCED_BY|ALTERNATE_OF|SPECIALIZATION_OF|MENTION_OF|HAD_MEMBER|IMPLIED_GENERATION|IMPLIED_USAGE|IMPLIED_ASSOCIATION|IS_DESCRIBED_BY|IS_RELATED_TO|WAS_CONFIGURED_BY|HAD_REFERENCE]->(y)
WHERE type(r) IN $types AND NOT y:Unknown
WITH type(r) AS type, r.role AS role, collect(x.uri) AS starts, collect(y.uri) AS ends
UNWIND range(0, size(starts) - 1, 10000) AS first
RETURN type, role, starts[first..first + 10000] AS starts, ends[first..first + 10000] AS ends
