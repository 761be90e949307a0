// The documents that declare an element, newest first.
// $key: string, the element's key
// $limit: integer, the maximum number of rows
MATCH (e:Element {key: $key})<-[:ASSERTS|ASSERTS_OTHERWISE]-(d:Document)
RETURN DISTINCT d.id AS id, d.sources AS sources, toString(d.loaded) AS loaded
ORDER BY loaded DESC LIMIT $limit
