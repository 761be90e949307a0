// Lock keys until the transaction ends: exclusively, or shared with others that share them.
// A unique index gives both kinds: finding its entry by MERGE shares it, a label that is put back
// excludes all others. A range is looked up without a lock, which exclusive ones need at first.
// $exclusive: list of strings, in order
// $shared: list of strings, in order
CALL () {
  UNWIND $exclusive AS key
  OPTIONAL MATCH (l:Lock) USING INDEX l:Lock(key) WHERE l.key >= key AND l.key <= key
  CALL (key, l) {
    WITH key, l WHERE l IS NULL
    MERGE (n:Lock {key: key})
    RETURN n
    UNION
    WITH l WHERE l IS NOT NULL
    RETURN l AS n
  }
  REMOVE n:Lock
  SET n:Lock
  RETURN count(*) AS excluded
}
CALL () {
  UNWIND $shared AS key
  MERGE (l:Lock {key: key})
  RETURN count(*) AS sharing
}
RETURN excluded, sharing
