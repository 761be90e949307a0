// The number of job records that follow an id.
// $after: string, the id
MATCH (r:Record) WHERE r.id > $after
RETURN count(r) AS jobs
