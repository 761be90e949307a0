// Remove locks that the transaction holds exclusively.
// $keys: list of strings, in order
UNWIND $keys AS key
MATCH (l:Lock) USING INDEX l:Lock(key) WHERE l.key >= key AND l.key <= key
DELETE l
