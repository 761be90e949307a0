// The ids of the activities of logs that follow an id, in order.
// $after: string, the id
// $limit: integer, the maximum number of rows
MATCH (r:Record) WHERE r.id > $after
RETURN r.id AS id ORDER BY id LIMIT $limit
