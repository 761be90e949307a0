// The keys of all declared activities, 10,000 a row.
MATCH (a:Activity)
WITH collect(a.key) AS keys
UNWIND range(0, size(keys) - 1, 10000) AS first
RETURN keys[first..first + 10000] AS keys
