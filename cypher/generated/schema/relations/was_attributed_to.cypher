// Generated from cypher/templates/schema/relations/@name.cypher by tools/generate_cypher.py; do not edit.
// One WAS_ATTRIBUTED_TO relationship for each key; MERGE finds parallel ones by it.
CREATE CONSTRAINT provgraph_was_attributed_to_key IF NOT EXISTS
FOR ()-[r:WAS_ATTRIBUTED_TO]-() REQUIRE r.key IS UNIQUE
