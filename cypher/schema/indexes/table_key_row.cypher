// One internal key for each row of a table.
CREATE CONSTRAINT provgraph_table_key_row IF NOT EXISTS
FOR (n:TableKey) REQUIRE (n.table, n.row) IS UNIQUE
