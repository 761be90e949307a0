// Remove a move of files; return the number removed.
// $source: string, the path below which the files were
// $target: string, the path below which they are
MATCH (m:MovedFiles {source: $source, target: $target})
DELETE m
RETURN count(*) AS deleted
