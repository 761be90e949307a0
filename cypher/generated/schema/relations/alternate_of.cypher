// Generated from cypher/templates/schema/relations/@name.cypher by tools/generate_cypher.py; do not edit.
// One ALTERNATE_OF relationship for each key; MERGE finds parallel ones by it.
CREATE CONSTRAINT provgraph_alternate_of_key IF NOT EXISTS
FOR ()-[r:ALTERNATE_OF]-() REQUIRE r.key IS UNIQUE
