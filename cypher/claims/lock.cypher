// Lock the claims that records make, so that two loaders cannot miss each other.
// $keys: list of strings, the claims, in order
UNWIND $keys AS key
MERGE (c:Claim:Store {key: key})
SET c.lock = true
