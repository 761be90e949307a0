// Which of some elements are there.
// $keys: list of strings, their keys
UNWIND $keys AS key
MATCH (x:Element {key: key}) USING INDEX SEEK x:Element(key)
RETURN key
