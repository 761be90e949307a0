// The newest element of a type.
// $types: list of strings, the ways to write the type: texts, tagged URIs
MATCH (e:Element) WHERE NOT e:Unknown AND any(t IN [] + e.type WHERE t IN $types)
WITH e, toString(([] + coalesce(e.endTime, e.startTime,
  [(e)-[:WAS_GENERATED_BY]->(a) | a.endTime][0]))[0]) AS date
RETURN e.key AS key, e.uri AS id, labels(e) AS labels, date, 0 AS rank
ORDER BY coalesce(date, '') DESC, id DESC LIMIT 1
