// Generated from cypher/templates/path/shortest_of_data.cypher by tools/generate_cypher.py; do not edit.
// One shortest path along the relations of the data: the keys of its nodes.
// $start: string, the key of the effect
// $end: string, the key of the cause
// Types that are written out are searched ten times as fast as those compared by a condition.
MATCH (a:Element {key: $start}), (b:Element {key: $end})
MATCH p = SHORTEST 1 (a)-[:WAS_GENERATED_BY|USED|WAS_INFORMED_BY|WAS_STARTED_BY|WAS_DERIVED_FROM|SPECIALIZATION_OF|MENTION_OF|HAD_MEMBER|IMPLIED_GENERATION|IMPLIED_USAGE]->+(b)
RETURN [x IN nodes(p) | x.key] AS keys
