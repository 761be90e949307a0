// The stored ones of several elements.
// $keys: list of strings, their keys
UNWIND $keys AS key
MATCH (e:Element {key: key}) USING INDEX SEEK e:Element(key)
RETURN collect(DISTINCT key) AS keys
