// Set times of elements.
// $rows: list of maps, key, times
UNWIND $rows AS row
MATCH (e:Element {key: row.key}) USING INDEX SEEK e:Element(key)
SET e += row.times
