// Definitions by their keys, and the documents that make them.
// $keys: list of strings, the URIs of what is defined
UNWIND $keys AS key
MATCH (v:Definition {key: key}) USING INDEX SEEK v:Definition(key)
OPTIONAL MATCH (d:Document)-[:DEFINES]->(v)
RETURN key, v.content AS content, collect(d.id) AS documents, collect(d.sources[0]) AS sources
