// Generated from cypher/templates/lineage/relations@{of}_@direction.cypher by tools/generate_cypher.py; do not edit.
// The followed relations among elements and all elements upstream, in columns by type.
// $starts: list of strings, the keys of the elements to start from
MATCH (s:Element) WHERE s.key IN $starts
CALL (s) {
  MATCH (s)-[rs:WAS_GENERATED_BY|USED|WAS_INFORMED_BY|WAS_STARTED_BY|WAS_DERIVED_FROM|SPECIALIZATION_OF|MENTION_OF|HAD_MEMBER|IMPLIED_GENERATION|IMPLIED_USAGE*0..]->(x:Element)
  RETURN DISTINCT x
}
WITH DISTINCT x WHERE NOT x:Unknown
MATCH (x)-[r:WAS_GENERATED_BY|USED|WAS_INFORMED_BY|WAS_STARTED_BY|WAS_DERIVED_FROM|SPECIALIZATION_OF|MENTION_OF|HAD_MEMBER|IMPLIED_GENERATION|IMPLIED_USAGE]->(y)
WHERE NOT y:Unknown
WITH type(r) AS type, r.role AS role, collect(x.uri) AS starts, collect(y.uri) AS ends
UNWIND range(0, size(starts) - 1, 10000) AS first
RETURN type, role, starts[first..first + 10000] AS starts, ends[first..first + 10000] AS ends
