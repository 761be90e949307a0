// A page of the jobs with a value of @property that meet all conditions, newest first.
// $value: string, the value
// $position: string, the position of the last job before the page; at first, one beyond all
// $limit: integer, the maximum number of rows
MATCH (j:Job) USING INDEX SEEK j:Job(@property, position)
WHERE j.@property = $value AND $conditions.since <= j.position < $conditions.until AND j.position < $position
WITH j ORDER BY j.@property DESC, j.position DESC
// Continues with parts/job_conditions.cypher
RETURN @row
LIMIT $limit
