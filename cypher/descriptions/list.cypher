// Descriptions of activities, with the number of executions that they describe.
MATCH (d:ActivityDescription)
RETURN d.uri AS id, coalesce(d.label, d.name) AS name, d.`voprov:version` AS version,
  d.`voprov:type` AS type, d.`voprov:description` AS description, d.`voprov:docurl` AS documentation,
  COUNT { (d)<-[:IS_DESCRIBED_BY]-() } AS executions
ORDER BY name, version, id
