// Store a file system, or replace the one with the same prefix; return the paths that it had.
// $prefix: string, the path below which it is seen
// $name: string or null, its name; null for scratch
// $root: string or null, the path under which others see the same files
MERGE (f:Filesystem:Store {prefix: $prefix})
WITH f, f.root AS before
SET f.name = $name, f.root = $root
RETURN before
