// The prefixes that documents declare.
// $limit: integer, the maximum number of rows
MATCH (p:DeclaredPrefix)
RETURN DISTINCT p.prefix AS prefix ORDER BY prefix LIMIT $limit
