// The number of documents.
MATCH (d:Document)
RETURN count(d) AS count
