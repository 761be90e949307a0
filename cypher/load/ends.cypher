// Make the elements that are only referred to, and the nodes of missing ends.
// $rows: list of maps, key, uri, name, unknown; in the order of keys
UNWIND $rows AS r
MERGE (e:Element {key: r.key})
ON CREATE SET e.uri = r.uri, e.name = r.name
FOREACH (_ IN CASE WHEN r.unknown THEN [1] ELSE [] END | SET e:Unknown)
