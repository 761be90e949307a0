// Remove a move of files; return the document that declares it, no row if there is none.
// $source: string, the path below which the files were
// $target: string, the path below which they are
MATCH (m:MovedFiles {source: $source, target: $target})
OPTIONAL MATCH (d:Document)-[:DECLARES]->(m)
WITH m, d.id AS document
DETACH DELETE m
RETURN document
