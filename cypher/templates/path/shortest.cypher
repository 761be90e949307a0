// One shortest path from an element to one upstream of it: the keys of its nodes.
// $start: string, the key of the effect
// $end: string, the key of the cause
// $types: list of strings, the relationship types to follow
MATCH (a:Element {key: $start}), (b:Element {key: $end})
MATCH p = SHORTEST 1 (a)-[rs:@types WHERE type(rs) IN $types]->+(b)
RETURN [x IN nodes(p) | x.key] AS keys
