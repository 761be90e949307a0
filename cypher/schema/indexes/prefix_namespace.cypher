// One Prefix for each namespace.
CREATE CONSTRAINT provgraph_prefix_namespace IF NOT EXISTS
FOR (n:Prefix) REQUIRE n.namespace IS UNIQUE
