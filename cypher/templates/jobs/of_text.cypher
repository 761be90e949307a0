// A page of the jobs whose texts have a part and that meet all conditions, newest first.
// $value: string, the part, in lower case
// $position: string, the position of the last job before the page; at first, one beyond all
// $limit: integer, the maximum number of rows
MATCH (j:Job) USING TEXT INDEX j:Job(text)
WHERE j.text CONTAINS $value
WITH j WHERE j.position < $position
WITH j ORDER BY j.position DESC
// Continues with parts/job_conditions.cypher
RETURN @row
LIMIT $limit
