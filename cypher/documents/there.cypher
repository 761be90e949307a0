// Which of some documents are there.
// $ids: list of strings, their ids
UNWIND $ids AS id
MATCH (d:Document {id: id})
RETURN id
