// The activities of logs after an id, in order, but for those of which the skeleton has a beginning; with the sizes of their files' facts.
// $after: string, the id
// $beginning: string, the beginning of a skeleton that has gaps
// $limit: integer, the maximum number of rows
MATCH (r:Record) WHERE r.id > $after AND NOT r.skeleton STARTS WITH $beginning
RETURN r.id AS id, size(coalesce(r.facts, '')) AS size ORDER BY id LIMIT $limit
