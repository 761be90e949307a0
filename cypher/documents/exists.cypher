// Which of some documents are there.
// $ids: list of strings, their ids
UNWIND $ids AS id
MATCH (d:Document {id: id}) USING INDEX SEEK d:Document(id)
RETURN id
