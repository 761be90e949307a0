// Keep each prefix that a document or bundle declares, with its namespace.
// $longest: integer, the length of the longest namespace that the index can hold
MATCH (s:Scope)
UNWIND [i IN range(0, coalesce(size(s.prefixes), 0) - 1) | [s.prefixes[i], s.namespaces[i]]]
  + [[s.idPrefix, s.idNamespace]] AS pair
WITH DISTINCT pair[0] AS prefix, pair[1] AS namespace
WHERE prefix <> '' AND size(namespace) <= $longest
MERGE (p:DeclaredPrefix {key: prefix + ' ' + namespace})
ON CREATE SET p:Store, p.prefix = prefix, p.namespace = namespace
