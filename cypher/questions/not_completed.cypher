// The activities that did not complete.
MATCH (a:Activity) WHERE a.`ctapipe:status` IS NOT NULL AND a.`ctapipe:status` <> 'completed'
WITH a, [t IN [] + a.startTime WHERE valueType(t) ENDS WITH 'DATETIME NOT NULL'][0] AS start
ORDER BY CASE WHEN start IS NOT NULL THEN datetime({datetime: start, timezone: 'Z'}) END, a.name
RETURN a.name AS activity, a.`ctapipe:status` AS status, a.`ctapipe:exit_code` AS exit_code,
  toString(start) AS start
