// How long activities take, in seconds: median and longest, by name.
MATCH (a:Activity) WHERE a.endTime IS NOT NULL AND a.startTime IS NOT NULL
WITH a.name AS activity, duration.between(a.startTime, a.endTime) AS took
WITH activity, took.seconds + took.days * 86400 + took.nanosecondsOfSecond / 1e9 AS seconds
RETURN activity, count(*) AS times, round(percentileCont(seconds, 0.5), 1) AS median,
  round(max(seconds), 1) AS longest
ORDER BY activity
