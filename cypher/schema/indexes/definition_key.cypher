// One node for each definition.
CREATE CONSTRAINT provgraph_definition_key IF NOT EXISTS
FOR (n:Definition) REQUIRE n.key IS UNIQUE
