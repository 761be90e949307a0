// Store a move of files, which a document declares.
// $document: string, the document's id
// $source: string, the path below which the files were
// $target: string, the path below which they are
// $since: string or null, the time of the move
MATCH (d:Document {id: $document})
CREATE (d)-[:DECLARES]->(m:MovedFiles:Store {source: $source, target: $target, since: $since})
