// How many activities started each day of UTC, by name.
MATCH (a:Activity)
WITH a, [t IN [] + a.startTime WHERE valueType(t) ENDS WITH 'DATETIME NOT NULL'
  | toString(date(datetime({datetime: t, timezone: 'Z'})))] AS days
UNWIND days AS day
RETURN day, a.name AS activity, count(DISTINCT a) AS activities
ORDER BY day, activity
