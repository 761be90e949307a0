// Generated from cypher/templates/schema/relations/@name.cypher by tools/generate_cypher.py; do not edit.
// One WAS_INFORMED_BY relationship for each key; MERGE finds parallel ones by it.
CREATE CONSTRAINT provgraph_was_informed_by_key IF NOT EXISTS
FOR ()-[r:WAS_INFORMED_BY]-() REQUIRE r.key IS UNIQUE
