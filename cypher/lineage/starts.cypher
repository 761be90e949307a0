// The elements from which a lineage starts.
// $starts: list of strings, their keys
MATCH (x:Element) WHERE x.key IN $starts
RETURN collect([x.key, x.uri, labels(x), x.label, x.name, x.type]) AS rows
