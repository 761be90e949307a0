// Delete elements that nothing asserts, relates or refers to any more; return their number, and those of some that stay.
// They lose their label first: Neo4j 2026 finds deleted nodes by a key whose label was put back before.
// $keys: list of strings, the elements' keys
// $watched: list of strings, the keys of those that are returned if they stay
UNWIND $keys AS key
MATCH (e:Element {key: key}) USING INDEX SEEK e:Element(key)
WITH key, e, EXISTS { (e)--() } AS stays
FOREACH (_ IN CASE WHEN stays THEN [] ELSE [1] END | REMOVE e:Element DELETE e)
RETURN count(CASE WHEN NOT stays THEN key END) AS deleted,
  [key IN collect(CASE WHEN stays THEN key END) WHERE key IN $watched] AS stayed
