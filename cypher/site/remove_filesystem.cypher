// Remove a file system.
// $prefix: string, the path below which it was seen
MATCH (f:Filesystem {prefix: $prefix})
DELETE f
