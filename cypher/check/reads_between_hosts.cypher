// The files that activities read which another host wrote, with the times of both.
// $keys: list of strings, the keys of activities that read
UNWIND $keys AS key
MATCH (r:Element {key: key}) USING INDEX SEEK r:Element(key)
MATCH (r)-[:USED]->(e)-[:WAS_GENERATED_BY]->(w)
WHERE r.`ctapipe:node` <> w.`ctapipe:node` AND r.startTime IS NOT NULL AND w.endTime IS NOT NULL
RETURN DISTINCT r.uri AS reader, r.name AS label, toString(([] + r.`ctapipe:node`)[0]) AS host,
  toString(([] + r.startTime)[0]) AS start, e.uri AS file, coalesce(e.name, e.uri) AS name,
  toString(([] + w.`ctapipe:node`)[0]) AS writer_host, toString(([] + w.endTime)[0]) AS stop
ORDER BY reader, file
