// The element with a key.
// $key: string, the element's key: its URI
MATCH (e:Element {key: $key}) WHERE NOT e:Unknown
RETURN e.key AS key, e.uri AS id, labels(e) AS labels,
  toString(([] + coalesce(e.endTime, e.startTime,
    [(e)-[:WAS_GENERATED_BY]->(a) | a.endTime][0]))[0]) AS date
LIMIT 25
