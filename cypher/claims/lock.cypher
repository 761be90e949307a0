// Lock claims, so that concurrent loads see each other's records.
// $keys: list of strings, the claims, in order
UNWIND $keys AS key
MERGE (c:Claim:Store {key: key})
SET c.lock = true
