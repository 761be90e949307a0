// The types of the relations that elements have beside the followed ones.
// $starts: list of strings, the keys of the elements
// $types: list of strings, the relationship types that were followed
MATCH (s:Element)-[r]-(o:Element) USING INDEX SEEK s:Element(key)
WHERE s.key IN $starts AND NOT type(r) IN $types AND NOT o:Unknown
  AND NOT type(r) STARTS WITH 'IMPLIED_'
RETURN DISTINCT type(r) AS type
