// Write the elements whose properties, labels or record another assertion changed.
// $rows: list of maps, key, labels, props
UNWIND $rows AS r
MATCH (e:Element {key: r.key}) USING INDEX SEEK e:Element(key)
SET e += r.props, e:$(r.labels)
