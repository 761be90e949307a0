// Generated from cypher/templates/marks/tainted.cypher by tools/generate_cypher.py; do not edit.
// The elements that are marked or downstream of a mark, each with the nearest marked element.
// $marked: list of strings, the keys of the marked elements
// $keys: list of strings, the keys of the elements to look at
// $types: list of strings, the relationship types to follow
MATCH (s:Element) WHERE s.key IN $marked
CALL (s) {
  MATCH p = (s)<-[rs:WAS_GENERATED_BY|USED|WAS_INFORMED_BY|WAS_STARTED_BY|WAS_ENDED_BY|WAS_INVALIDATED_BY|WAS_DERIVED_FROM|WAS_ATTRIBUTED_TO|WAS_ASSOCIATED_WITH|ACTED_ON_BEHALF_OF|WAS_INFLUENCED_BY|ALTERNATE_OF|SPECIALIZATION_OF|MENTION_OF|HAD_MEMBER|IMPLIED_GENERATION|IMPLIED_USAGE|IMPLIED_ASSOCIATION|IS_DESCRIBED_BY|IS_RELATED_TO|WAS_CONFIGURED_BY|HAD_REFERENCE*0..]-(x:Element)
  WHERE all(r IN rs WHERE type(r) IN $types)
  RETURN x, min(length(p)) AS depth
}
WITH s, x, depth WHERE x.key IN $keys
WITH x, s, depth ORDER BY depth, s.key
WITH x, collect([s.key, depth])[0] AS nearest
WITH collect([x.key, nearest[0], nearest[1]]) AS rows
UNWIND range(0, size(rows) - 1, 10000) AS first
RETURN rows[first..first + 10000] AS rows
