// Remember another file that holds the same document.
// $id: string, the document's id
// $source: string, the file's name
MATCH (d:Document {id: $id})
SET d.sources = CASE WHEN $source IN d.sources THEN d.sources ELSE d.sources + $source END
