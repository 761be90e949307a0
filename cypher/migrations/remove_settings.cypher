// Take the settings of configurations off their documents.
// $ids: list of strings, the documents' ids
UNWIND $ids AS id
MATCH (d:Document {id: id})-[r:SETS]->() USING INDEX SEEK d:Document(id)
DELETE r
