// How many activities started each day, by name.
MATCH (a:Activity) WHERE a.startTime IS NOT NULL
RETURN toString(date(a.startTime)) AS day, a.name AS activity, count(*) AS activities
ORDER BY day, activity
