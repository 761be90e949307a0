// Delete elements that nothing asserts, relates or refers to any more; return their number, and those of some that stay.
// $keys: list of strings, the elements' keys
// $watched: list of strings, the keys of those that are returned if they stay
UNWIND $keys AS key
MATCH (e:Element {key: key}) USING INDEX SEEK e:Element(key)
WITH key, e, EXISTS { (e)--() } AS stays
FOREACH (_ IN CASE WHEN stays THEN [] ELSE [1] END | DELETE e)
RETURN count(CASE WHEN NOT stays THEN key END) AS deleted,
  [key IN collect(CASE WHEN stays THEN key END) WHERE key IN $watched] AS stayed
