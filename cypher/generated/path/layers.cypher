// Generated from cypher/templates/path/layers.cypher by tools/generate_cypher.py; do not edit.
// The nodes on all shortest paths between two elements, each with its distance from the effect.
// $start: string, the key of the effect
// $end: string, the key of the cause
// $types: list of strings, the relationship types to follow
MATCH (a:Element {key: $start}), (b:Element {key: $end})
CALL (a) {
  MATCH p = (a)-[rs:WAS_GENERATED_BY|USED|WAS_INFORMED_BY|WAS_STARTED_BY|WAS_ENDED_BY|WAS_INVALIDATED_BY|WAS_DERIVED_FROM|WAS_ATTRIBUTED_TO|WAS_ASSOCIATED_WITH|ACTED_ON_BEHALF_OF|WAS_INFLUENCED_BY|ALTERNATE_OF|SPECIALIZATION_OF|MENTION_OF|HAD_MEMBER|IMPLIED_GENERATION|IMPLIED_USAGE|IMPLIED_ASSOCIATION|IS_DESCRIBED_BY|IS_RELATED_TO|WAS_CONFIGURED_BY|HAD_REFERENCE*1..]->(x:Element)
  WHERE all(r IN rs WHERE type(r) IN $types)
  RETURN x, min(length(p)) AS up
}
WITH b, collect([x, up, 0]) AS causes, max(CASE WHEN x = b THEN up END) AS distance
CALL (b) {
  MATCH p = (b)<-[rs:WAS_GENERATED_BY|USED|WAS_INFORMED_BY|WAS_STARTED_BY|WAS_ENDED_BY|WAS_INVALIDATED_BY|WAS_DERIVED_FROM|WAS_ATTRIBUTED_TO|WAS_ASSOCIATED_WITH|ACTED_ON_BEHALF_OF|WAS_INFLUENCED_BY|ALTERNATE_OF|SPECIALIZATION_OF|MENTION_OF|HAD_MEMBER|IMPLIED_GENERATION|IMPLIED_USAGE|IMPLIED_ASSOCIATION|IS_DESCRIBED_BY|IS_RELATED_TO|WAS_CONFIGURED_BY|HAD_REFERENCE*1..]-(y:Element)
  WHERE all(r IN rs WHERE type(r) IN $types)
  RETURN y, min(length(p)) AS down
}
WITH causes, distance, collect([y, 0, down]) AS effects
UNWIND causes + effects AS reached
WITH distance, reached[0] AS x, sum(reached[1]) AS up, sum(reached[2]) AS down, count(*) AS sides
WHERE sides = 2 AND up + down = distance
RETURN x.key AS key, up AS depth
