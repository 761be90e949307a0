// Remove a file system; return the number removed.
// $prefix: string, the path below which it was seen
MATCH (f:Filesystem {prefix: $prefix})
DELETE f
RETURN count(*) AS deleted
