// The stored ones of several documents, with the hashes of their content.
// $ids: list of strings, the documents' ids
UNWIND $ids AS id
MATCH (d:Document {id: id}) USING INDEX SEEK d:Document(id)
RETURN id, d.sha256 AS sha256
