// The definitions of the versions of activities with certain names.
// $names: list of strings, the activities' names
UNWIND $names AS name
MATCH (n:Definition {key: 'name ' + name})-[:HAS_VERSION]->(v:Definition)
USING INDEX SEEK n:Definition(key)
RETURN name, v.key AS key, v.content AS content
