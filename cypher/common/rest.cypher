// What all of several elements depend on, but not by way of some of it.
// $starts: list of strings, the keys of the elements
// $except: list of strings, the keys of what is left out with all that it depends on
// $types: list of strings, the relationship types to follow
MATCH (s:Element) WHERE s.key IN $starts
CALL (s) {
  MATCH p = (s)-[rs:WAS_GENERATED_BY|USED|WAS_INFORMED_BY|WAS_STARTED_BY|WAS_ENDED_BY|WAS_INVALIDATED_BY|WAS_DERIVED_FROM|WAS_ATTRIBUTED_TO|WAS_ASSOCIATED_WITH|ACTED_ON_BEHALF_OF|WAS_INFLUENCED_BY|ALTERNATE_OF|SPECIALIZATION_OF|MENTION_OF|HAD_MEMBER*0..]->(x:Element)
  WHERE all(r IN rs WHERE type(r) IN $types)
  RETURN x, min(length(p)) AS depth
}
WITH x, collect([s.uri, depth]) AS depths WHERE size(depths) = size($starts) AND NOT x:Unknown
WITH collect([x, depths]) AS found
CALL () {
  MATCH (e:Element) WHERE e.key IN $except
  CALL (e) {
    MATCH (e)-[rs:WAS_GENERATED_BY|USED|WAS_INFORMED_BY|WAS_STARTED_BY|WAS_ENDED_BY|WAS_INVALIDATED_BY|WAS_DERIVED_FROM|WAS_ATTRIBUTED_TO|WAS_ASSOCIATED_WITH|ACTED_ON_BEHALF_OF|WAS_INFLUENCED_BY|ALTERNATE_OF|SPECIALIZATION_OF|MENTION_OF|HAD_MEMBER*0..]->(x:Element)
    WHERE all(r IN rs WHERE type(r) IN $types)
    RETURN DISTINCT x
  }
  RETURN collect(DISTINCT [x, null]) AS known
}
UNWIND found + known AS pair
WITH pair[0] AS x, collect(pair[1]) AS depths, count(*) AS met WHERE met = 1
RETURN collect([x.key, x.uri, labels(x), x.label, x.name, x.type, null, depths[0]]) AS rows
