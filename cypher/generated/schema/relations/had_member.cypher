// Generated from cypher/templates/schema/relations/@name.cypher by tools/generate_cypher.py; do not edit.
// One HAD_MEMBER relationship for each key; MERGE finds parallel ones by it.
CREATE CONSTRAINT provgraph_had_member_key IF NOT EXISTS
FOR ()-[r:HAD_MEMBER]-() REQUIRE r.key IS UNIQUE
