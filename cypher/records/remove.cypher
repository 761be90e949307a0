// Delete records, and the claims and sessions that no other record has.
// $ids: list of strings, the activities' ids
UNWIND $ids AS id
MATCH (r:Record {id: id}) USING INDEX SEEK r:Record(id)
OPTIONAL MATCH (r)-[]->(t:Claim|Session)
WITH r, collect(DISTINCT t) AS targets
DETACH DELETE r
WITH targets UNWIND targets AS t
WITH DISTINCT t WHERE NOT EXISTS { (t)--() }
DELETE t
