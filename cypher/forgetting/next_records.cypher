// The ids of the next records of jobs.
// $after: string, the id of the record before
// $limit: integer, the number of records
MATCH (r:Record) WHERE r.id > $after AND r.skeleton IS NOT NULL
RETURN r.id AS id ORDER BY id LIMIT $limit
