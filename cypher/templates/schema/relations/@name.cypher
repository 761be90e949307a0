// One @type relationship for each key; MERGE finds parallel ones by it.
CREATE CONSTRAINT provgraph_@{name}_key IF NOT EXISTS
FOR ()-[r:@type]-() REQUIRE r.key IS UNIQUE
