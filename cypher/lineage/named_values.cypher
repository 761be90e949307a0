// The elements that a document declares with prefix:local among the values of an attribute.
// $keys: list of strings, the keys of the elements
// $attribute: string, the attribute's name in the graph
// $prefix: string, the prefix
// $local: string, the local part of the name
UNWIND $keys AS key
MATCH (x:Element {key: key}) USING INDEX SEEK x:Element(key)
WHERE EXISTS {
  MATCH (x)<-[:ASSERTS|ASSERTS_OTHERWISE]-(:Document)-[:HAS_SCOPE]->(s:Scope)
  WHERE any(i IN range(0, coalesce(size(s.prefixes), 0) - 1) WHERE s.prefixes[i] = $prefix
    AND '<' + s.namespaces[i] + $local + '>' IN [] + x[$attribute])
}
RETURN collect(key) AS keys
