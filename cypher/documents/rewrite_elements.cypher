// Set elements to what documents still assert of them.
// $labels: list of strings, the labels that an element can lose
// $rows: list of maps, key, props, labels
UNWIND $rows AS row
MATCH (e:Element {key: row.key}) USING INDEX SEEK e:Element(key)
REMOVE e:$($labels)
FOREACH (name IN [name IN keys(e) WHERE name <> 'key' AND row.props[name] IS NULL] |
  REMOVE e[name])
SET e += row.props, e:$(row.labels)
