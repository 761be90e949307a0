// Elements with their attributes, descriptions, roles as agents, and the values they refer to.
// $keys: list of strings, the elements' keys
UNWIND $keys AS key
MATCH (e:Element {key: key}) USING INDEX SEEK e:Element(key)
RETURN e.uri AS id, coalesce(e.label, e.name) AS label, labels(e) AS labels,
  e {.*, record: null, documents: null} AS properties,
  e.label IS NOT NULL OR e.`voprov:name` IS NOT NULL OR EXISTS {
    (d)-[s:ASSERTS|ASSERTS_OTHERWISE]->(e)
    WHERE coalesce(s.record, e.record) CONTAINS 'provgraph.readthedocs.io/ns#name' } AS named,
  [(e)-[:IS_DESCRIBED_BY]->(c) | [c.uri, labels(c)]] AS descriptions,
  EXISTS { (e)-[:HAD_MEMBER]->() } AS hasMembers,
  COLLECT {
    MATCH (e:Agent)<-[r:WAS_ASSOCIATED_WITH|WAS_ATTRIBUTED_TO]-()
    WHERE r.role IS NOT NULL RETURN DISTINCT r.role } AS roles,
  COLLECT {
    MATCH (d:ParameterDescription)<-[:IS_DESCRIBED_BY]-(e:Parameter)-[:HAD_REFERENCE]->(v)
      -[:IS_DESCRIBED_BY]->(c:ValueDescription)
    WHERE v.value IS NOT NULL
    RETURN [v.uri, v.value, d.`voprov:valueType`, d.`voprov:unit`, c.`voprov:valueType`,
      c.`voprov:unit`] } AS references
