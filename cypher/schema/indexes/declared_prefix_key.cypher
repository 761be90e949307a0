// One DeclaredPrefix for each prefix and namespace.
CREATE CONSTRAINT provgraph_declared_prefix_key IF NOT EXISTS
FOR (n:DeclaredPrefix) REQUIRE n.key IS UNIQUE
