// The namespaces that documents give a prefix.
CREATE INDEX provgraph_declared_prefix IF NOT EXISTS
FOR (n:DeclaredPrefix) ON (n.prefix)
