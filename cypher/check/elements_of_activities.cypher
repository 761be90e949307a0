// The keys of elements, and of what activities used, generated, were configured by, of their agents and of all descriptions.
// $keys: list of strings, the elements' keys
// $activities: list of strings, the activities' keys
CALL () {
  UNWIND $keys + $activities AS key
  MATCH (e:Element {key: key}) USING INDEX SEEK e:Element(key)
  RETURN e
  UNION
  UNWIND $activities AS key
  MATCH (a:Element {key: key}) USING INDEX SEEK a:Element(key)
  MATCH (a)-[:USED|WAS_GENERATED_BY|WAS_CONFIGURED_BY|WAS_ASSOCIATED_WITH]-(e)
  RETURN e
}
WITH collect(DISTINCT e) AS elements
CALL (elements) {
  UNWIND elements AS e
  RETURN e
  UNION
  UNWIND elements AS x
  MATCH (x)-[:IS_DESCRIBED_BY]->(e)
  RETURN e
  UNION
  UNWIND elements AS x
  MATCH (x)-[:IS_DESCRIBED_BY]->(:ActivityDescription)-[:IS_RELATED_TO]-(e)
  RETURN e
}
WITH DISTINCT e WHERE e:Entity|Activity|Agent
RETURN e.key AS key
