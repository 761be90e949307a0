// The files that most activities used.
// $limit: integer, how many at most
MATCH (file:Entity)<-[:USED]-(a:Activity)
RETURN file.name AS file, count(DISTINCT a) AS activities
ORDER BY activities DESC, file LIMIT $limit
