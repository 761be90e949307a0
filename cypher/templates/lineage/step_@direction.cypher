// The elements one step @{direction}stream, each with the relation that leads to it.
// $keys: list of strings, the keys of the elements to start from
// $types: list of strings, the relationship types to follow
// $documents: list of integers, the numbers of the documents to stay in; empty for all
// $scopes: list of strings, the URIs of the bundles to stay in; empty for all
// $attributes: boolean, whether to return all attributes
UNWIND $keys AS key
MATCH (x:Element {key: key})@left-[r:@types]-@right(y) USING INDEX SEEK x:Element(key)
WHERE type(r) IN $types AND NOT y:Unknown
  AND ($documents = [] OR any(number IN $documents WHERE number IN r.documents))
  AND ($scopes = [] OR r.scope IN $scopes)
RETURN collect([type(r), startNode(r).uri, endNode(r).uri, r.role, key,
  [y.key, y.uri, labels(y), y.label, y.name, y.type,
    CASE WHEN $attributes THEN y{.*, record: null, names: null} END]]) AS rows
