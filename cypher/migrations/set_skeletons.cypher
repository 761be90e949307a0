// Store the skeletons of records again, with the contents that they hold now.
// A node that another transaction deletes meanwhile is an error, not a missing relationship: OPTIONAL MATCH.
// $rows: list of maps, id, skeleton, contents
UNWIND $rows AS row
MATCH (r:Record {id: row.id}) USING INDEX SEEK r:Record(id)
SET r.skeleton = row.skeleton
WITH r, row
CALL (r) {
  MATCH (r)-[previous:HOLDS]->(:Content)
  DELETE previous
}
CALL (r, row) {
  UNWIND row.contents AS sha256
  OPTIONAL MATCH (c:Content {sha256: sha256}) USING INDEX SEEK c:Content(sha256)
  CREATE (r)-[:HOLDS]->(c)
}
