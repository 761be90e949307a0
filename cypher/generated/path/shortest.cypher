// Generated from cypher/templates/path/shortest.cypher by tools/generate_cypher.py; do not edit.
// One shortest path from an element to one upstream of it: the keys of its nodes.
// $start: string, the key of the effect
// $end: string, the key of the cause
// $types: list of strings, the relationship types to follow
MATCH (a:Element {key: $start}), (b:Element {key: $end})
MATCH p = SHORTEST 1 (a)-[rs:WAS_GENERATED_BY|USED|WAS_INFORMED_BY|WAS_STARTED_BY|WAS_ENDED_BY|WAS_INVALIDATED_BY|WAS_DERIVED_FROM|WAS_ATTRIBUTED_TO|WAS_ASSOCIATED_WITH|ACTED_ON_BEHALF_OF|WAS_INFLUENCED_BY|ALTERNATE_OF|SPECIALIZATION_OF|MENTION_OF|HAD_MEMBER|IMPLIED_GENERATION|IMPLIED_USAGE|IMPLIED_ASSOCIATION|IS_DESCRIBED_BY|IS_RELATED_TO|WAS_CONFIGURED_BY|HAD_REFERENCE WHERE type(rs) IN $types]->+(b)
RETURN [x IN nodes(p) | x.key] AS keys
