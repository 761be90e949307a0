// The elements whose key ends with a text.
// $text: string, the end
MATCH (e:Element) WHERE e.key ENDS WITH $text AND NOT e:Unknown
RETURN e.key AS key, e.uri AS id, labels(e) AS labels,
  toString(([] + coalesce(e.endTime, e.startTime,
    [(e)-[:WAS_GENERATED_BY]->(a) | a.endTime][0]))[0]) AS date
LIMIT 25
