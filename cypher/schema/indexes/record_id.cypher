// One Record for each id.
CREATE CONSTRAINT provgraph_record_id IF NOT EXISTS
FOR (n:Record) REQUIRE n.id IS UNIQUE
