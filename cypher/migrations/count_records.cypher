// The number of activities of logs, but for those of which the skeleton has a beginning.
// $beginning: string, the beginning of a skeleton that has gaps; null for all
MATCH (r:Record) WHERE $beginning IS NULL OR NOT r.skeleton STARTS WITH $beginning
RETURN count(r) AS count
