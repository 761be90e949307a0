// An attribute of elements that have it, and their labels.
// $keys: list of strings, the keys of the elements
// $attribute: string, the attribute's name in the graph
UNWIND $keys AS key
MATCH (x:Element {key: key}) USING INDEX SEEK x:Element(key)
WHERE x[$attribute] IS NOT NULL OR $attribute = 'type'
RETURN key, x[$attribute] AS value, labels(x) AS labels
