// One WAS_STARTED_BY relationship for each key; MERGE finds parallel ones by it.
CREATE CONSTRAINT provgraph_was_started_by_key IF NOT EXISTS
FOR ()-[r:WAS_STARTED_BY]-() REQUIRE r.key IS UNIQUE
