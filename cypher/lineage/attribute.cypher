// An attribute of elements, where they have it.
// $keys: list of strings, the keys of the elements
// $attribute: string, the attribute's name in the graph
UNWIND $keys AS key
MATCH (x:Element {key: key}) USING INDEX SEEK x:Element(key)
WHERE x[$attribute] IS NOT NULL
RETURN key, x[$attribute] AS value
