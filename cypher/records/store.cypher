// Store the JSON values of records; repeated content is stored once.
// A node that another transaction deletes meanwhile is an error, not a missing relationship: OPTIONAL MATCH.
// A job keeps the production with which it was handed in.
// $rows: list of maps, id, sha256, finished, stop, skeleton, contents, job, listed, redacted (true or null)
UNWIND $rows AS row
MATCH (r:Record {id: row.id}) USING INDEX SEEK r:Record(id)
WITH r, row, r.production AS production
SET r:Job, r += row {.sha256, .finished, .stop, .skeleton, .job}, r += row.listed,
  r.production = coalesce(nullIf(row.listed.production, ''), production, ''),
  r.redacted = coalesce(row.redacted, r.redacted)
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
