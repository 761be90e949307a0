// Generated from cypher/templates/history/agents_and_configurations.cypher by tools/generate_cypher.py; do not edit.
// The agents and configurations of elements and of all elements upstream, 10,000 a row.
// $starts: list of strings, the keys of the elements to start from
// $types: list of strings, the relationship types to follow
MATCH (s:Element) WHERE s.key IN $starts
CALL (s) {
  MATCH (s)-[rs:WAS_GENERATED_BY|USED|WAS_INFORMED_BY|WAS_STARTED_BY|WAS_ENDED_BY|WAS_INVALIDATED_BY|WAS_DERIVED_FROM|WAS_ATTRIBUTED_TO|WAS_ASSOCIATED_WITH|ACTED_ON_BEHALF_OF|WAS_INFLUENCED_BY|ALTERNATE_OF|SPECIALIZATION_OF|MENTION_OF|HAD_MEMBER|IMPLIED_GENERATION|IMPLIED_USAGE|IMPLIED_ASSOCIATION|IS_DESCRIBED_BY|IS_RELATED_TO|WAS_CONFIGURED_BY|HAD_REFERENCE*0..]->(x:Element)
  WHERE all(r IN rs WHERE type(r) IN $types)
  RETURN DISTINCT x
}
WITH DISTINCT x
MATCH (x)-[r:WAS_ASSOCIATED_WITH|WAS_ATTRIBUTED_TO|WAS_CONFIGURED_BY]->(y)
WHERE NOT y:Unknown
WITH collect([type(r), x.uri, y.uri, r.role,
  [y.key, y.uri, labels(y), y.label, y.name, y.type, y{.*, record: null, names: null}]]) AS rows
UNWIND range(0, size(rows) - 1, 10000) AS first
RETURN rows[first..first + 10000] AS rows
