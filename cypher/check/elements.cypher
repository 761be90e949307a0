// The keys of all elements that the IVOA model has rules for, beside activities, 10,000 a row.
MATCH (e:Element)
WHERE e:Agent|DatasetEntity|ValueEntity|Parameter|ConfigFile|
    ActivityDescription|UsageDescription|GenerationDescription|EntityDescription|
    DatasetDescription|ValueDescription|ParameterDescription|ConfigFileDescription
  OR e.`voprov:generatedAtTime` IS NOT NULL OR e.`voprov:invalidatedAtTime` IS NOT NULL
  OR (e:Entity|Activity|Agent AND EXISTS { (e)-[:HAD_MEMBER|IS_DESCRIBED_BY]->() })
WITH collect(e.key) AS keys
UNWIND range(0, size(keys) - 1, 10000) AS first
RETURN keys[first..first + 10000] AS keys
