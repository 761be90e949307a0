// Create the entries of records in the index of claims, or replace them.
// $rows: list of maps, id, facts, links, reads, writes, pairs, sessions
UNWIND $rows AS row
MERGE (r:Record:Store {id: row.id})
SET r.facts = row.facts, r.links = row.links
WITH r, row
CALL (r) {
  MATCH (r)-[previous:READS|WRITES|LINKS|LOGGED_IN]->()
  DELETE previous
}
CALL (r, row) {
  UNWIND row.reads AS key
  MATCH (c:Claim {key: key}) USING INDEX SEEK c:Claim(key)
  CREATE (r)-[:READS]->(c)
}
CALL (r, row) {
  UNWIND row.writes AS key
  MATCH (c:Claim {key: key}) USING INDEX SEEK c:Claim(key)
  CREATE (r)-[:WRITES]->(c)
}
CALL (r, row) {
  UNWIND row.pairs AS pair
  MERGE (c:Claim:Store {key: pair[0]})
  CREATE (r)-[:LINKS {with: pair[1]}]->(c)
}
CALL (r, row) {
  UNWIND row.sessions AS id
  MERGE (s:Session:Store {id: id})
  CREATE (r)-[:LOGGED_IN]->(s)
}
