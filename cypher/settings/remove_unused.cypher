// Delete those of several settings and their groups that no configuration has any more.
// What another transaction links meanwhile is not deleted: the constraint of nodes with relationships fails.
// $settings: list of strings, the settings' keys
// $groups: list of strings, the groups' keys
CALL () {
  UNWIND $groups AS key
  MATCH (g:SettingGroup {key: key}) USING INDEX SEEK g:SettingGroup(key)
  WHERE NOT EXISTS { (g)<-[:SETS]-() }
  CALL (g) {
    MATCH (g)-[set:SETS]->()
    DELETE set
  }
  DELETE g
}
CALL () {
  UNWIND $groups AS key
  MATCH (g:SettingGroup {key: key}) USING INDEX SEEK g:SettingGroup(key)
  WHERE NOT EXISTS { (g)<-[:SETS]-() }
  CALL (g) {
    MATCH (g)-[set:SETS]->()
    DELETE set
  }
  DELETE g
}
UNWIND $settings AS key
MATCH (s:Setting {key: key}) USING INDEX SEEK s:Setting(key)
WHERE NOT EXISTS { (s)<-[:SETS]-() }
DELETE s
