// The settings of configuration documents and the groups that they are in.
// $ids: list of strings, the documents' ids
UNWIND $ids AS id
MATCH (d:Document {id: id})-[:SETS*1..3]->(s:Setting|SettingGroup) USING INDEX SEEK d:Document(id)
RETURN collect(DISTINCT CASE WHEN s:Setting THEN s.key END) AS settings,
  collect(DISTINCT CASE WHEN s:SettingGroup THEN s.key END) AS groups
