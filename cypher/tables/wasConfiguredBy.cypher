// Rows of the table wasConfiguredBy: the parameters and files that configured an activity.
MATCH (a)-[r:WAS_CONFIGURED_BY]->(b)
WHERE NOT b.key STARTS WITH 'urn:provgraph:environment:'
RETURN r {.`voprov:artefactType`, .`provgraph:row`} AS props, {
  activity_key: CASE WHEN a:Activity THEN a.key END,
  parameter_key: CASE WHEN b:Parameter THEN b.key END,
  configFile_key: CASE WHEN b:ConfigFile OR b.key STARTS WITH 'urn:provgraph:configuration:' THEN b.key END
} AS refs
ORDER BY a.startTime, a.key, b.key
