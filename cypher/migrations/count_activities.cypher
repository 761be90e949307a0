// The number of activities.
MATCH (a:Activity)
RETURN count(a) AS count
