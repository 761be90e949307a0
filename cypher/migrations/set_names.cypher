// Set the names of elements.
// $rows: list of maps, key, names
UNWIND $rows AS row
MATCH (e:Element {key: row.key}) USING INDEX SEEK e:Element(key)
SET e.names = row.names
