// Remember a file, as it was when it was loaded, and what it held.
// $file: map, path, size in bytes, mtime in nanoseconds, format, isolated, documents, records
// $ids: list of strings, the documents' ids
MERGE (f:File:Store {path: $file.path})
SET f += $file
WITH f
CALL (f) {
  MATCH (f)-[old:GAVE]->()
  DELETE old
}
CALL (f) {
  UNWIND $ids AS id
  OPTIONAL MATCH (r:Record {id: id})
  OPTIONAL MATCH (d:Document {id: id})
  // A document of activities is written anew when files are joined; its record stays.
  WITH f, coalesce(r, d) AS held WHERE held IS NOT NULL
  MERGE (f)-[:GAVE]->(held)
}
