// Let elements show what is still asserted of them.
// $labels: list of strings, the labels that an element can lose
// $rows: list of maps, key, props, labels
UNWIND $rows AS r
MATCH (e:Element {key: r.key}) USING INDEX SEEK e:Element(key)
REMOVE e:$($labels)
SET e = r.props, e.key = r.key, e:$(r.labels)
