// Which of several activities read which of several claims.
// $ids: list of strings, the activities' ids
// $keys: list of strings, the claims
UNWIND $ids AS id
MATCH (r:Record {id: id})-[:READS]->(c:Claim) USING INDEX SEEK r:Record(id) WHERE c.key IN $keys
RETURN DISTINCT id, c.key AS key
