// Activities with their entities, parameters and configuration files, and the descriptions.
// $keys: list of strings, the activities' keys
UNWIND $keys AS key
MATCH (a:Element {key: key}) USING INDEX SEEK a:Element(key)
RETURN a.uri AS id, coalesce(a.label, a.name) AS label, a.startTime AS start, a.endTime AS end,
  [(a)-[:IS_DESCRIBED_BY]->(d:ActivityDescription) | d.key] AS descriptions,
  [(a)-[r:USED]->(e) WHERE NOT e:Unknown |
    [r.role, e.uri, coalesce(e.label, e.name), e.name, r.time,
      [(e)-[:IS_DESCRIBED_BY]->(c:DatasetDescription) | c.key],
      e.value, [(e)-[:IS_DESCRIBED_BY]->(v:ValueDescription) | v.`voprov:valueType`]]] AS used,
  [(a)<-[r:WAS_GENERATED_BY]-(e) WHERE NOT e:Unknown |
    [r.role, e.uri, coalesce(e.label, e.name), e.name, r.time,
      [(e)-[:IS_DESCRIBED_BY]->(c:DatasetDescription) | c.key],
      e.value, [(e)-[:IS_DESCRIBED_BY]->(v:ValueDescription) | v.`voprov:valueType`]]] AS generated,
  [(a)-[:WAS_CONFIGURED_BY]->(p:Parameter) |
    [p.uri, p.name, p.value,
      [(p)-[:IS_DESCRIBED_BY]->(d:ParameterDescription) | properties(d)]]] AS parameters,
  [(a)-[:WAS_CONFIGURED_BY]->(f:ConfigFile) |
    [f.uri, f.name, f.location,
      [(f)-[:IS_DESCRIBED_BY]->(d:ConfigFileDescription) | properties(d)]]] AS files,
  [(a)-[r:IS_DESCRIBED_BY]->(u:UsageDescription|GenerationDescription) |
    [u.uri, u.`voprov:role`, r.role]] AS roles
