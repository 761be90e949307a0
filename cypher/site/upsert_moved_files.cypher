// Store a move of files, or replace the one between the same paths.
// $source: string, the path below which the files were
// $target: string, the path below which they are
// $since: string or null, the time of the move
MERGE (m:MovedFiles:Store {source: $source, target: $target})
SET m.since = $since
