// The elements with a name: a file's name, or the last part of a URI.
// $name: string, the name
MATCH (e:Element {name: $name}) WHERE NOT e:Unknown
RETURN e.key AS key, e.uri AS id, labels(e) AS labels,
  toString(([] + coalesce(e.endTime, e.startTime,
    [(e)-[:WAS_GENERATED_BY]->(a) | a.endTime][0]))[0]) AS date
LIMIT 25
