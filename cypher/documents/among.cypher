// Which of some documents are in the store.
// $ids: list of strings, the documents' ids
UNWIND $ids AS id
MATCH (d:Document {id: id})
RETURN d.id AS id
