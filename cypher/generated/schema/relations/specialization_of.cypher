// Generated from cypher/templates/schema/relations/@name.cypher by tools/generate_cypher.py; do not edit.
// One SPECIALIZATION_OF relationship for each key; MERGE finds parallel ones by it.
CREATE CONSTRAINT provgraph_specialization_of_key IF NOT EXISTS
FOR ()-[r:SPECIALIZATION_OF]-() REQUIRE r.key IS UNIQUE
