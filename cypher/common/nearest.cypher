// What all of several elements depend on (or are), and what of it is nearest to them.
// $starts: list of strings, the keys of the elements
// $types: list of strings, the relationship types to follow
MATCH (s:Element) WHERE s.key IN $starts
CALL (s) {
  MATCH p = (s)-[rs:WAS_GENERATED_BY|USED|WAS_INFORMED_BY|WAS_STARTED_BY|WAS_ENDED_BY|WAS_INVALIDATED_BY|WAS_DERIVED_FROM|WAS_ATTRIBUTED_TO|WAS_ASSOCIATED_WITH|ACTED_ON_BEHALF_OF|WAS_INFLUENCED_BY|ALTERNATE_OF|SPECIALIZATION_OF|MENTION_OF|HAD_MEMBER*0..]->(x:Element)
  WHERE all(r IN rs WHERE type(r) IN $types)
  RETURN x, min(length(p)) AS depth
}
WITH x, collect([s.uri, depth]) AS depths, min(depth) AS least
WHERE size(depths) = size($starts) AND NOT x:Unknown
CALL (x, depths, least) {
  RETURN x AS y, depths AS kept, least AS own, null AS effect
  UNION ALL
  MATCH (x)-[r:WAS_GENERATED_BY|USED|WAS_INFORMED_BY|WAS_STARTED_BY|WAS_ENDED_BY|WAS_INVALIDATED_BY|WAS_DERIVED_FROM|WAS_ATTRIBUTED_TO|WAS_ASSOCIATED_WITH|ACTED_ON_BEHALF_OF|WAS_INFLUENCED_BY|ALTERNATE_OF|SPECIALIZATION_OF|MENTION_OF|HAD_MEMBER]->(y) WHERE type(r) IN $types AND y <> x AND NOT y:Unknown
  RETURN DISTINCT y, null AS kept, null AS own, least AS effect
}
WITH y AS x, collect(kept)[0] AS depths, max(own) AS own, min(effect) AS effect
RETURN count(*) AS total, any(circle IN collect(DISTINCT effect >= own) WHERE circle) AS circles,
  collect(CASE WHEN effect IS NULL
    THEN [x.key, x.uri, labels(x), x.label, x.name, x.type, null, depths] END) AS rows
