// The keys of all activities that are declared, 10,000 a row.
MATCH (a:Activity)
WITH collect(a.key) AS found
UNWIND range(0, size(found) - 1, 10000) AS start
RETURN found[start..start + 10000] AS keys
