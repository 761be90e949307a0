// Link contents that are new to the contents that they refer to.
// A node that another transaction deletes meanwhile is an error, not a missing relationship: OPTIONAL MATCH.
// $rows: list of maps, sha256 and contents, the sums of what it holds
UNWIND $rows AS row
MATCH (c:Content {sha256: row.sha256}) USING INDEX SEEK c:Content(sha256)
WHERE NOT EXISTS { (c)-[:HOLDS]->() }
UNWIND row.contents AS sha256
OPTIONAL MATCH (part:Content {sha256: sha256}) USING INDEX SEEK part:Content(sha256)
CREATE (c)-[:HOLDS]->(part)
