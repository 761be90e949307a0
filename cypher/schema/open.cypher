// The server's version and the version of the schema, null in a new store.
CALL dbms.components() YIELD name, versions
WITH name, versions WHERE name = 'Neo4j Kernel'
OPTIONAL MATCH (s:Schema:Store)
RETURN versions[0] AS server, s.version AS schema
