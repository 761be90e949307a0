// Store a file system, or replace the one with the same prefix.
// $prefix: string, the path below which it is seen
// $name: string or null, its name; null for scratch
MERGE (f:Filesystem:Store {prefix: $prefix})
SET f.name = $name
