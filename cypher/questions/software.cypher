// The software that an activity ran with, in the order of the names.
// $activity: string, the activity's key
MATCH (a:Activity:Element {key: $activity})
CALL (a) {
  MATCH (a)-[:WAS_ASSOCIATED_WITH]->(s:SoftwareAgent) RETURN s
  UNION
  MATCH (a)-[:WAS_CONFIGURED_BY]->(:Collection)-[:HAD_MEMBER]->(s:SoftwareAgent) RETURN s
}
RETURN DISTINCT s.uri AS id, s.label AS label ORDER BY label
