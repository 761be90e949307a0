// The newest element with a name.
// $names: list of strings, the ways to write the name
UNWIND $names AS name
MATCH (e:Element) USING TEXT INDEX e:Element(names)
WHERE e.names CONTAINS '\n' + name + '\n' AND NOT e:Unknown
WITH DISTINCT e
WITH e, [t IN reduce(times = [] + coalesce(e.endTime, e.startTime, []),
    ends IN [(e)-[:WAS_GENERATED_BY]->(a) | [] + coalesce(a.endTime, [])] | times + ends)
  WHERE valueType(t) ENDS WITH 'DATETIME NOT NULL'] AS times
WITH e, reduce(last = head(times), t IN times | CASE
  WHEN datetime({datetime: t, timezone: 'Z'}) > datetime({datetime: last, timezone: 'Z'})
  THEN t ELSE last END) AS date
WITH e, date ORDER BY CASE WHEN date IS NULL THEN datetime('0000-01-01')
  ELSE datetime({datetime: date, timezone: 'Z'}) END DESC, e.uri DESC LIMIT 1
RETURN e.key AS key, e.uri AS id, labels(e) AS labels, e.type AS types, toString(date) AS date, 0 AS rank
