// The elements whose path or LFN ends with a text.
// $text: string, the end
// $name: string, its last part
MATCH (e:Element {name: $name}) WHERE NOT e:Unknown
  AND any(path IN [e.path, e.lfn] WHERE path ENDS WITH $text)
RETURN e.key AS key, e.uri AS id, labels(e) AS labels,
  toString(([] + coalesce(e.endTime, e.startTime,
    [(e)-[:WAS_GENERATED_BY]->(a) | a.endTime][0]))[0]) AS date
LIMIT 25
