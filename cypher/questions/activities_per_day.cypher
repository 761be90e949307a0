// How many activities started each day, by name.
MATCH (a:Activity)
WITH a, [t IN [] + a.startTime WHERE valueType(t) ENDS WITH 'DATETIME NOT NULL'][0] AS start
WHERE start IS NOT NULL
RETURN toString(date(start)) AS day, a.name AS activity, count(*) AS activities
ORDER BY day, activity
