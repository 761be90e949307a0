// All quality annotations with what they mark, newest first, and the document of each.
MATCH (m:QualityAnnotation)-[:WAS_INFLUENCED_BY]->(s:Element) WHERE NOT s:Unknown
OPTIONAL MATCH (m)<-[:ASSERTS|ASSERTS_OTHERWISE]-(d:Document)
WITH m, s, collect(DISTINCT {id: d.id, format: d.format}) AS documents
RETURN s.key AS key, s.uri AS marked, s.label AS label, s.name AS name, m.uri AS id, m.`provgraph:reason` AS reason,
  m.`provgraph:by` AS by, toString(m.`provgraph:time`) AS time, documents
ORDER BY time DESC, id
