// The namespaces that the store or a document gives a prefix.
// $prefix: string, the prefix
MATCH (p:DeclaredPrefix {prefix: $prefix}) RETURN p.namespace AS namespace
UNION
MATCH (p:Prefix {prefix: $prefix}) RETURN p.namespace AS namespace
