// The ids of all activities of ctapipe's logs, in order of their start.
MATCH (r:Record)
OPTIONAL MATCH (a:Activity {key: r.id})
RETURN r.id AS id ORDER BY a.startTime, id
