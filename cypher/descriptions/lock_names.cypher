// Lock the names of activities and return the definitions of their versions.
// $names: list of strings, the activities' names, in order
UNWIND $names AS name
MERGE (n:Definition:Store {key: 'name ' + name})
SET n.lock = true
WITH name, n
MATCH (n)-[:HAS_VERSION]->(v:Definition)
RETURN name, v.key AS key, v.content AS content
