// An element with its properties.
// $key: string, the element's key
MATCH (e:Element {key: $key})
RETURN e.uri AS id, labels(e) AS labels, properties(e) AS properties
