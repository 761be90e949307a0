// Generated from cypher/templates/schema/relations/@name.cypher by tools/generate_cypher.py; do not edit.
// One WAS_ASSOCIATED_WITH relationship for each key; MERGE finds parallel ones by it.
CREATE CONSTRAINT provgraph_was_associated_with_key IF NOT EXISTS
FOR ()-[r:WAS_ASSOCIATED_WITH]-() REQUIRE r.key IS UNIQUE
