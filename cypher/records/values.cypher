// The JSON values of records and of their jobs: skeletons, and the contents that they hold.
// $ids: list of strings, the activities' ids
UNWIND $ids AS id
MATCH (r:Record {id: id}) USING INDEX SEEK r:Record(id) WHERE r.skeleton IS NOT NULL
OPTIONAL MATCH (r)-[:HOLDS*1..]->(c:Content)
RETURN id, r.skeleton AS skeleton, r.facts AS facts, r.job AS job,
  [x IN collect(DISTINCT [c.sha256, c.text]) WHERE x[0] IS NOT NULL] AS contents
