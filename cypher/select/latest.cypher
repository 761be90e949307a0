// The newest element with a name, or of a class.
// $text: string, the name, or the class as its label stands in the graph
CALL () {
  MATCH (e:Element {name: $text}) WHERE NOT e:Unknown RETURN e
  UNION
  MATCH (e:Element:$($text)) WHERE NOT e:Unknown RETURN e
}
WITH e, toString(([] + coalesce(e.endTime, e.startTime,
  [(e)-[:WAS_GENERATED_BY]->(a) | a.endTime][0]))[0]) AS date
RETURN e.key AS key, e.uri AS id, labels(e) AS labels, date
ORDER BY coalesce(date, '') DESC, id DESC LIMIT 1
