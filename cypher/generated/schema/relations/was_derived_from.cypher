// Generated from cypher/templates/schema/relations/@name.cypher by tools/generate_cypher.py; do not edit.
// One WAS_DERIVED_FROM relationship for each key; MERGE finds parallel ones by it.
CREATE CONSTRAINT provgraph_was_derived_from_key IF NOT EXISTS
FOR ()-[r:WAS_DERIVED_FROM]-() REQUIRE r.key IS UNIQUE
