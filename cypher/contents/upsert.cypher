// Store contents, each once.
// $rows: list of maps, sha256 and text
UNWIND $rows AS row
MERGE (c:Content:Store {sha256: row.sha256})
ON CREATE SET c.text = row.text
