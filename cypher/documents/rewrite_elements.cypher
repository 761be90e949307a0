// Set elements to what documents still assert of them.
// $labels: list of strings, the labels that an element can lose
// $rows: list of maps, key, props, labels
UNWIND $rows AS row
MATCH (e:Element {key: row.key}) USING INDEX SEEK e:Element(key)
REMOVE e:$($labels)
SET e = row.props, e.key = row.key, e:$(row.labels)
