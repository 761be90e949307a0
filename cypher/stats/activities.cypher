// Activities by name and version: how many, how many failed, how long they took in seconds.
// $fine: list of strings, the statuses that mean no failure; so does the activity's own name
MATCH (a:Activity)
WITH a, [t IN [] + a.startTime WHERE valueType(t) ENDS WITH 'DATETIME NOT NULL'][0] AS start,
  [t IN [] + a.endTime WHERE valueType(t) ENDS WITH 'DATETIME NOT NULL'][-1] AS end
WITH a.name AS name, ([] + a.`ctapipe:ctapipe_version`)[0] AS version,
  any(s IN [] + a.`ctapipe:status` WHERE NOT s IN $fine AND s <> a.name) AS failed,
  duration.inSeconds(start, end) AS took
WITH name, version, failed, took.seconds + took.nanosecondsOfSecond / 1e9 AS seconds
RETURN name, version, count(*) AS count, count(CASE WHEN failed THEN 1 END) AS failed,
  percentileCont(seconds, 0.5) AS median, percentileCont(seconds, 0.95) AS most
ORDER BY count DESC, name, version LIMIT 1000
