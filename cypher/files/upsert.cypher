// Remember files, as they were when they were loaded, and what they held.
// $rows: list of maps, ids of documents, and file: path, size in bytes, mtime in nanoseconds, format, isolated, documents, records
UNWIND $rows AS row
MERGE (f:File:Store {path: row.file.path})
SET f += row.file
WITH f, row
CALL (f) {
  MATCH (f)-[old:GAVE]->()
  DELETE old
}
CALL (f, row) {
  UNWIND row.ids AS id
  OPTIONAL MATCH (r:Record {id: id}) USING INDEX SEEK r:Record(id)
  OPTIONAL MATCH (d:Document {id: id}) USING INDEX SEEK d:Document(id)
  // A document of activities is written anew when files are joined; its record stays.
  WITH f, coalesce(r, d) AS held WHERE held IS NOT NULL
  MERGE (f)-[:GAVE]->(held)
}
