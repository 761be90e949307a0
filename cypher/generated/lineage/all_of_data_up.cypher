// Generated from cypher/templates/lineage/all@{of}_@direction.cypher by tools/generate_cypher.py; do not edit.
// All elements upstream, once with the least depth, in columns by depth and labels.
// $starts: list of strings, the keys of the elements to start from
// $attributes: boolean, whether to return all attributes
MATCH (s:Element) WHERE s.key IN $starts
CALL (s) {
  MATCH p = (s)-[rs:WAS_GENERATED_BY|USED|WAS_INFORMED_BY|WAS_STARTED_BY|WAS_DERIVED_FROM|SPECIALIZATION_OF|MENTION_OF|HAD_MEMBER|IMPLIED_GENERATION|IMPLIED_USAGE*1..]->(x:Element)
  RETURN x, min(length(p)) AS depth
}
WITH x, min(depth) AS depth WHERE NOT x:Unknown AND NOT x.key IN $starts
WITH depth, labels(x) AS labels, collect(x) AS group
UNWIND range(0, size(group) - 1, 10000) AS first
WITH depth, labels, group[first..first + 10000] AS xs
WITH collect([depth, labels, [x IN xs | CASE WHEN x.key <> x.uri THEN x.key END],
  [x IN xs | x.uri], CASE WHEN $attributes
    THEN [x IN xs | x{.*, key: null, uri: null, record: null, names: null}] END,
  CASE WHEN NOT $attributes
    THEN [[x IN xs | x.label], [x IN xs | x.name], [x IN xs | x.type]] END]) AS groups
UNWIND range(0, size(groups) - 1, 10) AS first
RETURN groups[first..first + 10] AS rows
