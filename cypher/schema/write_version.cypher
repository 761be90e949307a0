// Store the version of the schema and of the provgraph that made it.
// $version: integer, the schema's version
// $provgraph: string, the version of provgraph
MERGE (s:Schema:Store {name: 'provgraph'})
SET s.version = $version, s.provgraph = $provgraph
