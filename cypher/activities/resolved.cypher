// Remember the resolution by which activities' documents were written, and what they need.
// $rows: list of maps, id, resolution, needs
UNWIND $rows AS row
MATCH (r:Record {id: row.id})
SET r.resolution = row.resolution
WITH r, row
CALL (r) {
  MATCH (r)-[old:NEEDS]->(:Document)
  DELETE old
}
CALL (r, row) {
  UNWIND row.needs AS id
  MATCH (d:Document {id: id})
  CREATE (r)-[:NEEDS]->(d)
}
