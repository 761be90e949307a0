// The shared documents and contents of records.
// $ids: list of strings, the activities' ids
UNWIND $ids AS id
MATCH (r:Record {id: id}) USING INDEX SEEK r:Record(id)
OPTIONAL MATCH (r)-[:NEEDS]->(d:Document)
OPTIONAL MATCH (r)-[:HOLDS*1..]->(c:Content)
RETURN collect(DISTINCT d.id) AS documents, collect(DISTINCT c.sha256) AS contents
