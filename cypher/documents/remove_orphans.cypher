// Delete elements that nothing asserts, relates or refers to any more; return their number.
// $keys: list of strings, the elements' keys
UNWIND $keys AS key
MATCH (e:Element {key: key}) USING INDEX SEEK e:Element(key)
WHERE NOT EXISTS { (e)--() }
DELETE e
RETURN count(*) AS deleted
