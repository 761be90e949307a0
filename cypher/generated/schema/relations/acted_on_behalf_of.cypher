// Generated from cypher/templates/schema/relations/@name.cypher by tools/generate_cypher.py; do not edit.
// One ACTED_ON_BEHALF_OF relationship for each key; MERGE finds parallel ones by it.
CREATE CONSTRAINT provgraph_acted_on_behalf_of_key IF NOT EXISTS
FOR ()-[r:ACTED_ON_BEHALF_OF]-() REQUIRE r.key IS UNIQUE
