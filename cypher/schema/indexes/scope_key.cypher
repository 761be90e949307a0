// One Scope for each key.
CREATE CONSTRAINT provgraph_scope_key IF NOT EXISTS
FOR (n:Scope) REQUIRE n.key IS UNIQUE
