// The labels of what relations of elements name as further arguments.
// $keys: list of strings, the elements' keys
UNWIND $keys AS key
MATCH (e:Element {key: key})-[:IMPLIED_MENTION]->(o:Element) USING INDEX SEEK e:Element(key)
RETURN DISTINCT o.uri AS uri, labels(o) AS labels
