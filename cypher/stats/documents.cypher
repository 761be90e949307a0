// How many documents of each format there are.
MATCH (d:Document)
RETURN d.format AS name, count(*) AS count ORDER BY count DESC
