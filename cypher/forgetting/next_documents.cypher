// The next documents that do not come from the records of jobs.
// $after: string, the id of the document before
// $limit: integer, the number of documents
// $formats: list of strings, the formats of documents from records
MATCH (d:Document) WHERE d.id > $after AND NOT d.format IN $formats
RETURN properties(d) AS document ORDER BY d.id LIMIT $limit
