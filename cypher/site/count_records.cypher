// The number of activity records.
MATCH (r:Record)
RETURN count(r) AS records
