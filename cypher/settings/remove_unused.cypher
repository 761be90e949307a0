// Delete those of several settings that no configuration has any more.
// $keys: list of strings, the settings' keys
UNWIND $keys AS key
MATCH (s:Setting {key: key}) USING INDEX SEEK s:Setting(key)
WHERE NOT EXISTS { (s)<-[:SETS]-() }
DELETE s
