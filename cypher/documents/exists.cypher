// The stored ones of several documents.
// $ids: list of strings, their ids
UNWIND $ids AS id
MATCH (d:Document {id: id}) USING INDEX SEEK d:Document(id)
RETURN id
