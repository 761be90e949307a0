// The parameters that configured an activity, in the order of their paths.
// $activity: string, the activity's key
MATCH (:Activity:Element {key: $activity})-[:WAS_CONFIGURED_BY]->(c)<-[:ASSERTS]-(d:Document)
MATCH (d)-[:SETS*1..3]->(s:Setting) WHERE d.id = c.uri
RETURN DISTINCT s.path AS path, s.value AS value ORDER BY path
