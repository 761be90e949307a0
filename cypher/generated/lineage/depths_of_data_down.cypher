// Generated from cypher/templates/lineage/depths@{of}_@direction.cypher by tools/generate_cypher.py; do not edit.
// The URIs of all elements downstream, each once, by their least depths.
// $starts: list of strings, the keys of the elements to start from
// $bookkeeping: list of strings, the types of elements to leave out unless they lead on
// $named: list of strings, the relationship types that lead to such elements all the same
MATCH (s:Element) WHERE s.key IN $starts
CALL (s) {
  MATCH p = (s)<-[rs:WAS_GENERATED_BY|USED|WAS_INFORMED_BY|WAS_STARTED_BY|WAS_DERIVED_FROM|SPECIALIZATION_OF|MENTION_OF|HAD_MEMBER|IMPLIED_GENERATION|IMPLIED_USAGE*1..]-(x:Element)
  RETURN x, min(length(p)) AS depth
}
WITH x, min(depth) AS depth WHERE NOT x:Unknown AND NOT x.key IN $starts
  AND (x.type IS NULL OR NOT x:Entity OR NOT any(t IN [] + coalesce(x.type, [])
      WHERE t IN $bookkeeping OR t + ' ' + coalesce(toStringOrNull(x.label), '') IN $bookkeeping)
    OR EXISTS { MATCH (x)<-[r:WAS_GENERATED_BY|USED|WAS_INFORMED_BY|WAS_STARTED_BY|WAS_DERIVED_FROM|SPECIALIZATION_OF|MENTION_OF|HAD_MEMBER|IMPLIED_GENERATION|IMPLIED_USAGE]-(y) WHERE NOT y:Unknown }
    OR EXISTS { MATCH (y)<-[r:WAS_GENERATED_BY|USED|WAS_INFORMED_BY|WAS_STARTED_BY|WAS_DERIVED_FROM|SPECIALIZATION_OF|MENTION_OF|HAD_MEMBER|IMPLIED_GENERATION|IMPLIED_USAGE]-(x) WHERE type(r) IN $named })
WITH depth, collect(x.uri) AS uris
WITH collect([depth, uris]) AS groups
UNWIND range(0, size(groups) - 1, 10) AS first
RETURN groups[first..first + 10] AS rows
