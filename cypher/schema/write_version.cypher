// Store the version of the schema and of the provgraph that made it.
// The node is also the lock of the descriptions: it is there as long as the store.
// $version: integer, the schema's version
// $provgraph: string, the version of provgraph
MERGE (s:Schema:Store {name: 'provgraph'})
SET s.version = $version, s.provgraph = $provgraph
WITH s WHERE NOT EXISTS { MATCH (:Lock {key: 'descriptions'}) }
SET s:Lock, s.key = 'descriptions'
