// $order: map, sort: string, time (newest first), name or id; after: map or null, time, name, uri
// and key of the row after which the page begins
// $skip: integer, how many rows to skip
// $limit: integer, the maximum number of rows
WITH x, CASE WHEN size(times) < 2 THEN times[0] ELSE reduce(last = times[0], t IN times |
  CASE WHEN datetime({datetime: t, timezone: 'Z'}) > datetime({datetime: last, timezone: 'Z'})
    THEN t ELSE last END) END AS time
WITH x, time, CASE WHEN time IS NULL THEN datetime('0000-01-01')
  ELSE datetime({datetime: time, timezone: 'Z'}) END AS moment
WHERE $order.after IS NULL OR any(later IN [x.uri > $order.after.uri
    OR (x.uri = $order.after.uri AND x.key > $order.after.key)]
  WHERE CASE $order.sort
    WHEN 'time' THEN any(last IN [CASE WHEN $order.after.time IS NULL THEN datetime('0000-01-01')
        ELSE datetime({datetime: datetime($order.after.time), timezone: 'Z'}) END]
      WHERE moment < last OR (moment = last AND later))
    WHEN 'name' THEN CASE WHEN $order.after.name IS NULL THEN x.name IS NULL AND later
      ELSE x.name IS NULL OR x.name > $order.after.name
        OR (x.name = $order.after.name AND later) END
    ELSE later END)
WITH x, time, moment ORDER BY CASE $order.sort WHEN 'time' THEN moment END DESC,
  CASE $order.sort WHEN 'name' THEN x.name END, x.uri, x.key
SKIP $skip LIMIT $limit
RETURN [x.key, x.uri, labels(x), x.label, x.name, x.type, null, toString(time)] AS row
