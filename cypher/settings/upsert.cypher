// Store the settings of configurations and the groups that they share, each once.
// A node that another transaction deletes meanwhile is an error, not a missing relationship: OPTIONAL MATCH.
// $settings: list of maps, key, path, name, value as JSON text
// $sections: list of maps, key of a group, and settings, the keys of those in it
// $groups: list of maps, key of a group, and sections, the keys of the groups in it
// $documents: list of maps, id of the configuration's document, settings, the keys of those that are in no group, and group, the key of the group of all others or null
CALL () {
  UNWIND $settings AS row
  MERGE (s:Setting {key: row.key})
  ON CREATE SET s:Store, s += row {.path, .name, .value}
}
CALL () {
  UNWIND $sections AS row
  MERGE (g:SettingGroup {key: row.key})
  ON CREATE SET g:Store
  WITH g, row WHERE NOT EXISTS { (g)-[:SETS]->() }
  UNWIND row.settings AS key
  OPTIONAL MATCH (s:Setting {key: key}) USING INDEX SEEK s:Setting(key)
  CREATE (g)-[:SETS]->(s)
}
CALL () {
  UNWIND $groups AS row
  MERGE (g:SettingGroup {key: row.key})
  ON CREATE SET g:Store
  WITH g, row WHERE NOT EXISTS { (g)-[:SETS]->() }
  UNWIND row.sections AS key
  OPTIONAL MATCH (s:SettingGroup {key: key}) USING INDEX SEEK s:SettingGroup(key)
  CREATE (g)-[:SETS]->(s)
}
UNWIND $documents AS row
MATCH (d:Document {id: row.id}) USING INDEX SEEK d:Document(id)
CALL (d, row) {
  UNWIND row.settings AS key
  OPTIONAL MATCH (s:Setting {key: key}) USING INDEX SEEK s:Setting(key)
  CREATE (d)-[:SETS]->(s)
}
CALL (d, row) {
  WITH d, row WHERE row.group IS NOT NULL
  OPTIONAL MATCH (g:SettingGroup {key: row.group}) USING INDEX SEEK g:SettingGroup(key)
  CREATE (d)-[:SETS]->(g)
}
