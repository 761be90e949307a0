// Lock the names of activities, so that loaders and describers cannot miss each other;
// return the definitions of each name's versions.
// $names: list of strings, the activities' names, in order
UNWIND $names AS name
MERGE (n:Definition:Store {key: 'name ' + name})
SET n.lock = true
WITH name, n
MATCH (n)-[:HAS_VERSION]->(v:Definition)
RETURN name, v.key AS key, v.content AS content
