// The elements from which a lineage starts.
// $starts: list of strings, their keys
// $attributes: boolean, whether to return all attributes
MATCH (x:Element) WHERE x.key IN $starts
RETURN collect([x.key, x.uri, labels(x), x.label, x.name, x.type,
  CASE WHEN $attributes THEN x{.*, record: null, names: null} END]) AS rows
