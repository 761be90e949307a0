// Create the elements that are only referred to.
// $rows: list of maps, key, uri, name, names; in the order of keys
UNWIND $rows AS row
MERGE (e:Element {key: row.key})
ON CREATE SET e.uri = row.uri, e.name = row.name, e.names = row.names
