// Generated from cypher/templates/lineage/step_@direction.cypher by tools/generate_cypher.py; do not edit.
// The elements one step downstream, each with the relation that leads to it.
// $keys: list of strings, the keys of the elements to start from
// $types: list of strings, the relationship types to follow
// $documents: list of integers, the numbers of the documents to stay in; empty for all
// $scopes: list of strings, the URIs of the bundles to stay in; empty for all
// $attributes: boolean, whether to return all attributes
UNWIND $keys AS key
MATCH (x:Element {key: key})<-[r:WAS_GENERATED_BY|USED|WAS_INFORMED_BY|WAS_STARTED_BY|WAS_ENDED_BY|WAS_INVALIDATED_BY|WAS_DERIVED_FROM|WAS_ATTRIBUTED_TO|WAS_ASSOCIATED_WITH|ACTED_ON_BEHALF_OF|WAS_INFLUENCED_BY|ALTERNATE_OF|SPECIALIZATION_OF|MENTION_OF|HAD_MEMBER|IMPLIED_GENERATION|IMPLIED_USAGE|IMPLIED_ASSOCIATION|IS_DESCRIBED_BY|IS_RELATED_TO|WAS_CONFIGURED_BY|HAD_REFERENCE]-(y) USING INDEX SEEK x:Element(key)
WHERE type(r) IN $types AND NOT y:Unknown
  AND ($documents = [] OR any(number IN $documents WHERE number IN r.documents))
  AND ($scopes = [] OR r.scope IN $scopes)
RETURN collect([type(r), startNode(r).uri, endNode(r).uri, r.role, key,
  [y.key, y.uri, labels(y), y.label, y.name, y.type,
    CASE WHEN $attributes THEN y{.*, record: null, names: null} END]]) AS rows
