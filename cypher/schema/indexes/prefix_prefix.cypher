// One Prefix for each prefix.
CREATE CONSTRAINT provgraph_prefix_prefix IF NOT EXISTS
FOR (n:Prefix) REQUIRE n.prefix IS UNIQUE
