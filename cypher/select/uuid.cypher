// The elements whose URI is a UUID that starts with a text.
// $text: string, the start, with urn:uuid:
MATCH (e:Element) WHERE e.key STARTS WITH $text AND size(e.key) = 45 AND NOT e:Unknown
RETURN e.key AS key, e.uri AS id, labels(e) AS labels,
  toString(([] + coalesce(e.endTime, e.startTime,
    [(e)-[:WAS_GENERATED_BY]->(a) | a.endTime][0]))[0]) AS date
LIMIT 25
