// The move of files that a document declares; no row if it declares none.
// $document: string, the document's id
MATCH (:Document {id: $document})-[:DECLARES]->(m:MovedFiles)
RETURN m.source AS source, m.target AS target
