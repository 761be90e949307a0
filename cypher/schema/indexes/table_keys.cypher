// One node with the last internal key for each table.
CREATE CONSTRAINT provgraph_table_keys IF NOT EXISTS
FOR (n:TableKeys) REQUIRE n.table IS UNIQUE
