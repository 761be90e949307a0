// The values of an attribute, of 100,000 elements that have it at most.
// $attribute: string, the attribute's name in the graph
MATCH (x:Element) WHERE x[$attribute] IS NOT NULL WITH x LIMIT 100000
UNWIND [] + x[$attribute] AS value
WITH DISTINCT toStringOrNull(value) AS value WHERE value IS NOT NULL
RETURN value LIMIT 1000
