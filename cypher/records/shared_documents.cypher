// The shared documents that records need.
// $ids: list of strings, the activities' ids
UNWIND $ids AS id
MATCH (r:Record {id: id})-[:NEEDS]->(d:Document) USING INDEX SEEK r:Record(id)
RETURN DISTINCT d.id AS id
