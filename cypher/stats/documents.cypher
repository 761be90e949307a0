// The number of documents of each format.
MATCH (d:Document)
RETURN d.format AS name, count(*) AS count ORDER BY count DESC
