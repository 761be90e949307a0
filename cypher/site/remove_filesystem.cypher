// Remove a file system; return the path under which others see the same files, if it was there.
// $prefix: string, the path below which it was seen
MATCH (f:Filesystem {prefix: $prefix})
WITH f, f.root AS before
DELETE f
RETURN before
