// Write the elements whose properties, labels or record another assertion changed.
// $rows: list of maps, key, labels, props
UNWIND $rows AS row
MATCH (e:Element {key: row.key}) USING INDEX SEEK e:Element(key)
SET e += row.props, e:$(row.labels)
