// Lock elements, then read what their assertions have made of them so far.
// $keys: list of strings, the elements' keys, in order
UNWIND $keys AS key
MATCH (e:Element {key: key}) USING INDEX SEEK e:Element(key)
SET e.lock = true
RETURN key, properties(e) AS props, labels(e) AS labels
