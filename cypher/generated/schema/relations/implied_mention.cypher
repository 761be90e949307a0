// Generated from cypher/templates/schema/relations/@name.cypher by tools/generate_cypher.py; do not edit.
// One IMPLIED_MENTION relationship for each key; MERGE finds parallel ones by it.
CREATE CONSTRAINT provgraph_implied_mention_key IF NOT EXISTS
FOR ()-[r:IMPLIED_MENTION]-() REQUIRE r.key IS UNIQUE
