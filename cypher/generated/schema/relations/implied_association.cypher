// Generated from cypher/templates/schema/relations/@name.cypher by tools/generate_cypher.py; do not edit.
// One IMPLIED_ASSOCIATION relationship for each key; MERGE finds parallel ones by it.
CREATE CONSTRAINT provgraph_implied_association_key IF NOT EXISTS
FOR ()-[r:IMPLIED_ASSOCIATION]-() REQUIRE r.key IS UNIQUE
