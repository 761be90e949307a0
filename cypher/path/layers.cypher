// The nodes on all shortest paths from an element to what it depends on, with their place.
// $start: string, the key of the effect
// $end: string, the key of the cause
// $types: list of strings, the relationship types to follow
MATCH (a:Element {key: $start}), (b:Element {key: $end})
CALL (a) {
  MATCH p = (a)-[rs:WAS_GENERATED_BY|USED|WAS_INFORMED_BY|WAS_STARTED_BY|WAS_ENDED_BY|WAS_INVALIDATED_BY|WAS_DERIVED_FROM|WAS_ATTRIBUTED_TO|WAS_ASSOCIATED_WITH|ACTED_ON_BEHALF_OF|WAS_INFLUENCED_BY|ALTERNATE_OF|SPECIALIZATION_OF|MENTION_OF|HAD_MEMBER*1..]->(x:Element)
  WHERE all(r IN rs WHERE type(r) IN $types)
  RETURN x, min(length(p)) AS up
}
WITH b, collect([x, up, 0]) AS found, max(CASE WHEN x = b THEN up END) AS least
CALL (b) {
  MATCH p = (b)<-[rs:WAS_GENERATED_BY|USED|WAS_INFORMED_BY|WAS_STARTED_BY|WAS_ENDED_BY|WAS_INVALIDATED_BY|WAS_DERIVED_FROM|WAS_ATTRIBUTED_TO|WAS_ASSOCIATED_WITH|ACTED_ON_BEHALF_OF|WAS_INFLUENCED_BY|ALTERNATE_OF|SPECIALIZATION_OF|MENTION_OF|HAD_MEMBER*1..]-(y:Element)
  WHERE all(r IN rs WHERE type(r) IN $types)
  RETURN y, min(length(p)) AS down
}
WITH found, least, collect([y, 0, down]) AS others
UNWIND found + others AS one
WITH least, one[0] AS x, sum(one[1]) AS depth, sum(one[2]) AS rest, count(*) AS sides
WHERE sides = 2 AND depth + rest = least
RETURN x.key AS key, depth
