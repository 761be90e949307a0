// Remember the resolution by which activities' documents were written, and what they need.
// $rows: list of maps, id, resolution, needs
UNWIND $rows AS row
MATCH (r:Record {id: row.id}) USING INDEX SEEK r:Record(id)
SET r.resolution = row.resolution
WITH r, row
CALL (r) {
  MATCH (r)-[old:NEEDS]->(:Document)
  DELETE old
}
CALL (r, row) {
  UNWIND row.needs AS id
  MATCH (d:Document {id: id}) USING INDEX SEEK d:Document(id)
  CREATE (r)-[:NEEDS]->(d)
}
