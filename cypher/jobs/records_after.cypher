// The ids of the activities of logs that follow an id, in order, with the sizes of their files' facts.
// $after: string, the id
// $limit: integer, the maximum number of rows
MATCH (r:Record) WHERE r.id > $after
RETURN r.id AS id, size(coalesce(r.facts, '')) AS size ORDER BY id LIMIT $limit
