// Activities with their entities, parameters and configuration files, and the descriptions.
// $keys: list of strings, the activities' keys
UNWIND $keys AS key
MATCH (a:Element {key: key}) USING INDEX SEEK a:Element(key)
RETURN a.uri AS id, coalesce(a.label, a.name) AS label, a.startTime AS start, a.endTime AS end,
  [(a)-[:IS_DESCRIBED_BY]->(d:ActivityDescription) | d.key] AS descriptions,
  [(a)-[r:USED]->(e) WHERE NOT e:Unknown |
    [false, r.role, e.uri, coalesce(e.label, e.name), e.name, r.time, labels(e), e.value,
      [(e)-[:IS_DESCRIBED_BY]->(c) | [c.key, labels(c), c.`voprov:valueType`]],
      e.`voprov:generatedAtTime`, e.`voprov:invalidatedAtTime`,
      e.`provgraph:guid` IS NOT NULL]] +
  [(a)<-[r:WAS_GENERATED_BY]-(e) WHERE NOT e:Unknown |
    [true, r.role, e.uri, coalesce(e.label, e.name), e.name, r.time, labels(e), e.value,
      [(e)-[:IS_DESCRIBED_BY]->(c) | [c.key, labels(c), c.`voprov:valueType`]],
      e.`voprov:generatedAtTime`, e.`voprov:invalidatedAtTime`,
      e.`provgraph:guid` IS NOT NULL]] AS files,
  [(a)-[:WAS_CONFIGURED_BY]->(p:Parameter|ConfigFile) |
    [p:ConfigFile, p.uri, p.name,
      EXISTS { (s)-[t:ASSERTS|ASSERTS_OTHERWISE]->(p)
        WHERE coalesce(t.record, p.record) CONTAINS 'provgraph.readthedocs.io/ns#name' },
      p.label, p.`voprov:name`, p.value,
      [(p)-[:IS_DESCRIBED_BY]->(d:ParameterDescription|ConfigFileDescription) |
        [properties(d), [(d)-[:IS_RELATED_TO]-(o:ActivityDescription) | o.key]]]]] AS settings,
  [(a)-[r:IS_DESCRIBED_BY]->(u:UsageDescription|GenerationDescription) |
    [u.uri, u.`voprov:role`, r.role, [(u)-[:IS_RELATED_TO]-(o:ActivityDescription) | o.key]]] AS roles,
  [(a)-[r:WAS_CONFIGURED_BY]->(x)
    WHERE r.`voprov:artefactType` IS NOT NULL OR NOT x.uri STARTS WITH 'urn:provgraph:' |
    [x.uri, labels(x), r.`voprov:artefactType`, r.type]] AS artefacts
