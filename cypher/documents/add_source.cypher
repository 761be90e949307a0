// Add another file that holds the same document.
// $id: string, the document's id
// $source: string, the file's name
MATCH (d:Document {id: $id}) WHERE NOT $source IN d.sources
SET d.sources = d.sources + $source
