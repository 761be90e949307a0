// Forget a file system; returns how many went.
// $prefix: string, the path below which it was seen
MATCH (f:Filesystem {prefix: $prefix})
DELETE f
RETURN count(*) AS deleted
