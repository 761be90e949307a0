// The server's version, edition and clock, in milliseconds since 1970.
CALL dbms.components() YIELD name, versions, edition
WITH name, versions, edition WHERE name = 'Neo4j Kernel'
RETURN versions[0] AS version, edition, datetime.realtime().epochMillis AS milliseconds
