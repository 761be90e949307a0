// Remove the names of activities that have no definition any more.
// $names: list of strings, the activities' names
UNWIND $names AS name
MATCH (n:Definition {key: 'name ' + name}) USING INDEX SEEK n:Definition(key)
WHERE NOT EXISTS { (n)-[:HAS_VERSION]->() }
DELETE n
