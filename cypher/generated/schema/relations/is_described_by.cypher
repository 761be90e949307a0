// Generated from cypher/templates/schema/relations/@name.cypher by tools/generate_cypher.py; do not edit.
// One IS_DESCRIBED_BY relationship for each key; MERGE finds parallel ones by it.
CREATE CONSTRAINT provgraph_is_described_by_key IF NOT EXISTS
FOR ()-[r:IS_DESCRIBED_BY]-() REQUIRE r.key IS UNIQUE
