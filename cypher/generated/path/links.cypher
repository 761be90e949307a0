// Generated from cypher/templates/path/links.cypher by tools/generate_cypher.py; do not edit.
// The relations among elements, 10,000 a row.
// $keys: list of strings, the keys of the elements
// $types: list of strings, the relationship types to follow
UNWIND $keys AS key
MATCH (x:Element {key: key})-[r:WAS_GENERATED_BY|USED|WAS_INFORMED_BY|WAS_STARTED_BY|WAS_ENDED_BY|WAS_INVALIDATED_BY|WAS_DERIVED_FROM|WAS_ATTRIBUTED_TO|WAS_ASSOCIATED_WITH|ACTED_ON_BEHALF_OF|WAS_INFLUENCED_BY|ALTERNATE_OF|SPECIALIZATION_OF|MENTION_OF|HAD_MEMBER|IMPLIED_GENERATION|IMPLIED_USAGE|IMPLIED_ASSOCIATION|IS_DESCRIBED_BY|IS_RELATED_TO|WAS_CONFIGURED_BY|HAD_REFERENCE]->(y) USING INDEX SEEK x:Element(key)
WHERE type(r) IN $types AND y.key IN $keys
WITH collect([type(r), x.uri, y.uri, r.role, key, y.key]) AS rows
UNWIND range(0, size(rows) - 1, 10000) AS first
RETURN rows[first..first + 10000] AS rows
