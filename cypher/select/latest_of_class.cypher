// The newest element of a class.
// $label: string, the class as its label stands in the graph
MATCH (e:Element:$($label)) WHERE NOT e:Unknown
WITH e, toString(([] + coalesce(e.endTime, e.startTime,
  [(e)-[:WAS_GENERATED_BY]->(a) | a.endTime][0]))[0]) AS date
RETURN e.key AS key, e.uri AS id, labels(e) AS labels, date, 0 AS rank
ORDER BY coalesce(date, '') DESC, id DESC LIMIT 1
