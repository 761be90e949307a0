// Lock elements, then return what documents have asserted of them so far.
// $keys: list of strings, the elements' keys, in order
UNWIND $keys AS key
MATCH (e:Element {key: key}) USING INDEX SEEK e:Element(key)
SET e.lock = true
RETURN key, properties(e) AS props, labels(e) AS labels
