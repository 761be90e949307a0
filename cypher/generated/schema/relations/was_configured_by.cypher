// Generated from cypher/templates/schema/relations/@name.cypher by tools/generate_cypher.py; do not edit.
// One WAS_CONFIGURED_BY relationship for each key; MERGE finds parallel ones by it.
CREATE CONSTRAINT provgraph_was_configured_by_key IF NOT EXISTS
FOR ()-[r:WAS_CONFIGURED_BY]-() REQUIRE r.key IS UNIQUE
