// Generated from cypher/templates/schema/relations/@name.cypher by tools/generate_cypher.py; do not edit.
// One USED relationship for each key; MERGE finds parallel ones by it.
CREATE CONSTRAINT provgraph_used_key IF NOT EXISTS
FOR ()-[r:USED]-() REQUIRE r.key IS UNIQUE
