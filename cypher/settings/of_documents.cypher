// The settings of configuration documents.
// $ids: list of strings, the documents' ids
UNWIND $ids AS id
MATCH (:Document {id: id})-[:SETS]->(s:Setting)
RETURN collect(DISTINCT s.key) AS keys
