// Wait until the indexes serve.
CALL db.awaitIndexes(7200)
