// Create the claims that are missing.
// $keys: list of strings, the claims, in order
UNWIND $keys AS key
MERGE (c:Claim:Store {key: key})
