// Store the resolution by which the documents of activities were written, and what they need.
// $rows: list of maps, id, resolution, needs
UNWIND $rows AS row
MATCH (r:Record {id: row.id}) USING INDEX SEEK r:Record(id)
SET r.resolution = row.resolution
WITH r, row
CALL (r) {
  MATCH (r)-[previous:NEEDS]->(:Document)
  DELETE previous
}
CALL (r, row) {
  UNWIND row.needs AS id
  MATCH (d:Document {id: id}) USING INDEX SEEK d:Document(id)
  CREATE (r)-[:NEEDS]->(d)
}
