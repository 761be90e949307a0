// The prefixes that documents declare, with the namespaces that each stands for.
// $limit: integer, the maximum number of rows
MATCH (p:DeclaredPrefix)
RETURN p.prefix AS prefix, collect(DISTINCT p.namespace) AS namespaces LIMIT $limit
