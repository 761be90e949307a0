// Elements of the kind entity that meet all conditions, each with its time.
// $kind: string or null, the label of the kind; Unknown: declared nowhere
// $types: list of strings or null, what means a type: texts, tagged URIs, labels
// $name: string or null, a regular expression for the name
// $role: string or null, a role in which it was used or made
// $status: string or null, the status of an activity
// $since: string or null, ISO 8601
// $until: string or null, ISO 8601
// $where: list of maps, name, operator, value, number
// $agents: list of strings or null, keys of agents that it is bound to
// $sort: string, time (newest first), name or id
// $skip: integer, how many to leave out
// $limit: integer, how many at most
MATCH (x:Entity)
WHERE NOT x:Unknown
  AND ($kind IS NULL OR $kind IN labels(x)
    OR ($kind = 'Unknown' AND NOT x:Entity AND NOT x:Activity AND NOT x:Agent))
  AND ($types IS NULL OR any(t IN [] + coalesce(x.type, []) + labels(x) WHERE t IN $types))
  AND ($name IS NULL OR x.name =~ $name)
  AND ($status IS NULL OR x.`ctapipe:status` = $status)
  AND ($role IS NULL OR EXISTS { (x)-[r:USED|WAS_GENERATED_BY]-() WHERE $role IN [] + r.role })
  AND ($agents IS NULL OR EXISTS {
    (x)-[:WAS_ASSOCIATED_WITH|WAS_ATTRIBUTED_TO]->(a:Element) WHERE a.key IN $agents })
  AND all(c IN $where WHERE any(v IN [] + x[c.name] WHERE CASE c.operator
    WHEN '=' THEN coalesce(v = c.number, false) OR toStringOrNull(v) = c.value
    WHEN '!=' THEN NOT (coalesce(v = c.number, false) OR toStringOrNull(v) = c.value)
    WHEN '<' THEN coalesce(v < c.number, v < c.value)
    WHEN '<=' THEN coalesce(v <= c.number, v <= c.value)
    WHEN '>' THEN coalesce(v > c.number, v > c.value)
    ELSE coalesce(v >= c.number, v >= c.value) END))
WITH x, toString(coalesce(x.startTime, [(x)-[:WAS_GENERATED_BY]->(a) | a.endTime][0])) AS time
WHERE ($since IS NULL OR time >= $since) AND ($until IS NULL OR time < $until)
WITH x, time ORDER BY CASE $sort WHEN 'time' THEN coalesce(time, '') END DESC,
  CASE $sort WHEN 'name' THEN x.name END, x.uri
SKIP $skip LIMIT $limit
RETURN [x.key, x.uri, labels(x), x.label, x.name, x.type, null, time] AS row
