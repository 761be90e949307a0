// How long activities take, in seconds: median and longest, by name.
MATCH (a:Activity)
WITH a, [t IN [] + a.startTime WHERE valueType(t) ENDS WITH 'DATETIME NOT NULL'
    | datetime({datetime: t, timezone: 'Z'})][0] AS start,
  [t IN [] + a.endTime WHERE valueType(t) ENDS WITH 'DATETIME NOT NULL'
    | datetime({datetime: t, timezone: 'Z'})][-1] AS end
WHERE start IS NOT NULL AND end IS NOT NULL
WITH a.name AS activity, duration.inSeconds(start, end) AS duration
WITH activity, duration.seconds + duration.nanosecondsOfSecond / 1e9 AS seconds
RETURN activity, count(*) AS times, round(percentileCont(seconds, 0.5), 1) AS median,
  round(max(seconds), 1) AS longest
ORDER BY activity
