// One Schema for each name; its entry is the lock of the descriptions.
CREATE CONSTRAINT provgraph_schema_name IF NOT EXISTS
FOR (n:Schema) REQUIRE n.name IS UNIQUE
