// Activity descriptions, with the roles in which they use and generate entities.
// $keys: list of strings, the descriptions' keys
UNWIND $keys AS key
MATCH (d:Element {key: key}) USING INDEX SEEK d:Element(key) WHERE d:ActivityDescription
RETURN key, coalesce(d.label, d.name) AS name, d.`voprov:version` AS version,
  [(d)-[:IS_RELATED_TO]-(u:UsageDescription|GenerationDescription) |
    [u:GenerationDescription, u.`voprov:role`, u.`voprov:multiplicity`,
      [(u)-[:IS_RELATED_TO]-(c:DatasetDescription|ValueDescription|EntityDescription) |
        [c.key, coalesce(c.label, c.name), c.`voprov:contentType`, c:ValueDescription]]]] AS roles,
  EXISTS { (d)-[:IS_RELATED_TO]-(:ParameterDescription) } AS hasParameters,
  EXISTS { (d)-[:IS_RELATED_TO]-(:ConfigFileDescription) } AS hasConfigFiles
