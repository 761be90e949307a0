// Store the settings of configurations, each setting once.
// $settings: list of maps, key, path, name, value as JSON text
// $rows: list of maps, id of the configuration's document and keys of its settings
CALL () {
  UNWIND $settings AS row
  MERGE (s:Setting:Store {key: row.key})
  ON CREATE SET s += row
}
UNWIND $rows AS row
MATCH (d:Document {id: row.id}) USING INDEX SEEK d:Document(id)
UNWIND row.keys AS key
MATCH (s:Setting {key: key}) USING INDEX SEEK s:Setting(key)
CREATE (d)-[:SETS]->(s)
