// The ids of all activities of ctapipe's logs, in the order of their start.
MATCH (r:Record)
OPTIONAL MATCH (a:Element {key: r.id}) USING INDEX SEEK a:Element(key)
RETURN r.id AS id ORDER BY a.startTime, id
