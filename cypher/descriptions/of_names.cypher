// The definitions of the versions of activities with certain names.
// A range is looked up without a lock on the names that have no definition.
// $names: list of strings, the activities' names
UNWIND $names AS name
MATCH (n:Definition) USING INDEX n:Definition(key)
WHERE n.key >= 'name ' + name AND n.key <= 'name ' + name
MATCH (n)-[:HAS_VERSION]->(v:Definition)
RETURN name, v.key AS key, v.content AS content
