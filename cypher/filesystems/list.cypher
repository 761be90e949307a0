// The shared file systems and scratch directories.
MATCH (f:Filesystem)
RETURN f.prefix AS prefix, f.name AS name ORDER BY prefix
