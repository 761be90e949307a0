// One Lock for each key.
CREATE CONSTRAINT provgraph_lock_key IF NOT EXISTS
FOR (n:Lock) REQUIRE n.key IS UNIQUE
