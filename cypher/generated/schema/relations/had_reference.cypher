// Generated from cypher/templates/schema/relations/@name.cypher by tools/generate_cypher.py; do not edit.
// One HAD_REFERENCE relationship for each key; MERGE finds parallel ones by it.
CREATE CONSTRAINT provgraph_had_reference_key IF NOT EXISTS
FOR ()-[r:HAD_REFERENCE]-() REQUIRE r.key IS UNIQUE
