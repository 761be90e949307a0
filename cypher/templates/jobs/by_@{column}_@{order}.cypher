// A page of the jobs that meet all conditions, in @order order of @property.
// $value: string or number, the last value before the page; at first, one that is beyond all
// $position: string, the position of the job that has it
// $limit: integer, the maximum number of rows
MATCH (j:Job) USING INDEX SEEK j:Job(@property, position)
WHERE j.@property @compare= $value AND j.position IS NOT NULL
WITH j ORDER BY j.@property @direction, j.position @direction
WHERE CASE WHEN j.@property = $value THEN j.position @compare $position ELSE true END
WITH j
// Continues with parts/job_conditions.cypher
RETURN @row
LIMIT $limit
