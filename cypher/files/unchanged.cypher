// The files that have not changed since they were loaded; not those that lost a document since.
// $rows: list of maps, path, size, mtime, format or null, isolated
UNWIND $rows AS row
MATCH (f:File {path: row.path, size: row.size, mtime: row.mtime, isolated: row.isolated})
WHERE row.format IS NULL OR row.format = f.format
OPTIONAL MATCH (f)-[:GAVE]->(d:Document|Record)
WITH f, collect(d.id) AS documents
WHERE size(documents) = f.documents
RETURN f.path AS path, f.format AS format, f.records AS records, documents
