// Make the elements that are only referred to.
// $rows: list of maps, key, uri, name; in the order of keys
UNWIND $rows AS r
MERGE (e:Element {key: r.key})
ON CREATE SET e.uri = r.uri, e.name = r.name
