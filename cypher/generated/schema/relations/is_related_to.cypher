// Generated from cypher/templates/schema/relations/@name.cypher by tools/generate_cypher.py; do not edit.
// One IS_RELATED_TO relationship for each key; MERGE finds parallel ones by it.
CREATE CONSTRAINT provgraph_is_related_to_key IF NOT EXISTS
FOR ()-[r:IS_RELATED_TO]-() REQUIRE r.key IS UNIQUE
