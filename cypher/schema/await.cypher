// Wait until the indexes are online.
CALL db.awaitIndexes(7200)
