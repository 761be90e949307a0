// Activities by name and version: how many, how many failed, how long they took in seconds.
MATCH (a:Activity)
WITH a.name AS name, a.`ctapipe:ctapipe_version` AS version, a.`ctapipe:status` AS status,
  duration.inSeconds(a.startTime, a.endTime) AS took
WITH name, version, status, took.seconds + took.nanosecondsOfSecond / 1e9 AS seconds
RETURN name, version, count(*) AS count,
  count(CASE WHEN status IS NOT NULL AND status <> 'completed' THEN 1 END) AS failed,
  percentileCont(seconds, 0.5) AS median, percentileCont(seconds, 0.95) AS most
ORDER BY count DESC, name, version LIMIT 1000
