// The newest element with a name.
// $names: list of strings, the ways to write the name
UNWIND $names AS name
MATCH (e:Element) USING TEXT INDEX e:Element(names)
WHERE e.names CONTAINS '\n' + name + '\n' AND NOT e:Unknown
WITH DISTINCT e, toString(([] + coalesce(e.endTime, e.startTime,
  [(e)-[:WAS_GENERATED_BY]->(a) | a.endTime][0]))[0]) AS date
RETURN e.key AS key, e.uri AS id, labels(e) AS labels, date, 0 AS rank
ORDER BY coalesce(date, '') DESC, id DESC LIMIT 1
