// The activities that did not complete.
MATCH (a:Activity) WHERE a.`ctapipe:status` IS NOT NULL AND a.`ctapipe:status` <> 'completed'
RETURN a.name AS activity, a.`ctapipe:status` AS status, a.`ctapipe:exit_code` AS exit_code,
  toString(([] + a.startTime)[0]) AS start
ORDER BY start
