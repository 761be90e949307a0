// Generated from cypher/templates/schema/relations/@name.cypher by tools/generate_cypher.py; do not edit.
// One WAS_STARTED_BY relationship for each key; MERGE finds parallel ones by it.
CREATE CONSTRAINT provgraph_was_started_by_key IF NOT EXISTS
FOR ()-[r:WAS_STARTED_BY]-() REQUIRE r.key IS UNIQUE
