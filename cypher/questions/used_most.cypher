// The files that the most activities used.
// $limit: integer, the maximum number of rows (default: 100)
MATCH (file:Entity)<-[:USED]-(a:Activity)
RETURN file.name AS file, count(DISTINCT a) AS activities
ORDER BY activities DESC, file LIMIT $limit
