// Generated from cypher/templates/schema/relations/@name.cypher by tools/generate_cypher.py; do not edit.
// One IMPLIED_USAGE relationship for each key; MERGE finds parallel ones by it.
CREATE CONSTRAINT provgraph_implied_usage_key IF NOT EXISTS
FOR ()-[r:IMPLIED_USAGE]-() REQUIRE r.key IS UNIQUE
