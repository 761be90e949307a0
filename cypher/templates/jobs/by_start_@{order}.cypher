// A page of the jobs that meet all conditions, in @order order of their starts.
// $position: string, the position of the last job before the page; at first, one beyond all
// $limit: integer, the maximum number of rows
MATCH (j:Job)
WHERE $conditions.since <= j.position < $conditions.until AND j.position @compare $position
WITH j ORDER BY j.position @direction
// Continues with parts/job_conditions.cypher
RETURN @row
LIMIT $limit
