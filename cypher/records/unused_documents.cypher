// Those of several shared documents that no record needs any more.
// $ids: list of strings, the documents' ids
UNWIND $ids AS id
MATCH (d:Document {id: id}) USING INDEX SEEK d:Document(id)
WHERE NOT EXISTS { (d)<-[:NEEDS]-(:Record) }
RETURN d.id AS id
