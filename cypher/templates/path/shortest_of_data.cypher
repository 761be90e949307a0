// One shortest path along the relations of the data: the keys of its nodes.
// $start: string, the key of the effect
// $end: string, the key of the cause
// Types that are written out are searched ten times as fast as those compared by a condition.
MATCH (a:Element {key: $start}), (b:Element {key: $end})
MATCH p = SHORTEST 1 (a)-[:@data]->+(b)
RETURN [x IN nodes(p) | x.key] AS keys
