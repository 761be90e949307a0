// Generated from cypher/templates/schema/relations/@name.cypher by tools/generate_cypher.py; do not edit.
// One WAS_INFLUENCED_BY relationship for each key; MERGE finds parallel ones by it.
CREATE CONSTRAINT provgraph_was_influenced_by_key IF NOT EXISTS
FOR ()-[r:WAS_INFLUENCED_BY]-() REQUIRE r.key IS UNIQUE
