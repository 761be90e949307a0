// Store the state of files when they were loaded, and what they held.
// $rows: list of maps, ids of documents, and file: path, size in bytes, mtime in nanoseconds, format, isolated, documents, records
UNWIND $rows AS row
MERGE (f:File:Store {path: row.file.path})
SET f += row.file
WITH f, row
CALL (f) {
  MATCH (f)-[previous:GAVE]->()
  DELETE previous
}
CALL (f, row) {
  UNWIND row.ids AS id
  OPTIONAL MATCH (r:Record {id: id}) USING INDEX SEEK r:Record(id)
  OPTIONAL MATCH (d:Document {id: id}) USING INDEX SEEK d:Document(id)
  // A job's document is rewritten when its files are merged; its record stays.
  WITH f, coalesce(r, d) AS content WHERE content IS NOT NULL
  MERGE (f)-[:GAVE]->(content)
}
