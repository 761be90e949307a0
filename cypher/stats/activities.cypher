// Activities by name and version: their number, failures, and durations in seconds.
// $successes: list of strings, the statuses of success; the activity's own name is another
MATCH (a:Activity)
WITH a, [t IN [] + a.startTime WHERE valueType(t) ENDS WITH 'DATETIME NOT NULL'
    | datetime({datetime: t, timezone: 'Z'})][0] AS start,
  [t IN [] + a.endTime WHERE valueType(t) ENDS WITH 'DATETIME NOT NULL'
    | datetime({datetime: t, timezone: 'Z'})][-1] AS end
WITH a.name AS name, ([] + a.`ctapipe:ctapipe_version`)[0] AS version,
  any(s IN [] + a.`ctapipe:status` WHERE NOT s IN $successes AND s <> a.name) AS failed,
  duration.inSeconds(start, end) AS duration
WITH name, version, failed, duration.seconds + duration.nanosecondsOfSecond / 1e9 AS seconds
RETURN name, version, count(*) AS count, count(CASE WHEN failed THEN 1 END) AS failed,
  percentileCont(seconds, 0.5) AS median, percentileCont(seconds, 0.95) AS most
ORDER BY count DESC, name, version LIMIT 1000
