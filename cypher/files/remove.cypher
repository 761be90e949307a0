// Take known files off what they gave, and remove them: those that gave a document that is about to be deleted.
// Of a file that gave very many documents only some; it gave the document itself until it goes.
// $id: string, the document's id
// $files: integer, the maximum number of files
// $limit: integer, how many documents each is taken off at most
CALL () {
  MATCH (f:File)-[:GAVE]->(:Document {id: $id}) RETURN f
  UNION
  MATCH (f:File)-[:GAVE]->(:Record {id: $id}) RETURN f
}
WITH f LIMIT $files
CALL (f) {
  OPTIONAL MATCH (f)-[g:GAVE]->(other) WHERE other.id <> $id
  WITH g LIMIT $limit
  DELETE g
  RETURN count(g) AS removed
}
WITH f, removed < $limit AS last
FOREACH (file IN CASE WHEN last THEN [f] ELSE [] END | DETACH DELETE file)
RETURN count(*) AS files, count(CASE WHEN NOT last THEN 1 END) AS left
