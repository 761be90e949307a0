// Delete those of several contents that nothing holds any more; return their number.
// What another transaction holds meanwhile is not deleted: the constraint of nodes with relationships fails.
// $ids: list of strings, the contents' sums
UNWIND $ids AS sha256
MATCH (c:Content {sha256: sha256}) USING INDEX SEEK c:Content(sha256)
WHERE NOT EXISTS { (c)<-[:HOLDS]-() }
CALL (c) {
  MATCH (c)-[held:HOLDS]->()
  DELETE held
}
DELETE c
RETURN count(*) AS deleted
