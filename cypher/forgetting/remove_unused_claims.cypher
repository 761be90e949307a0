// Delete those of several claims that no record makes any more.
// $keys: list of strings, the claims
UNWIND $keys AS key
MATCH (c:Claim {key: key}) USING INDEX SEEK c:Claim(key)
WHERE NOT EXISTS { (c)--() }
DELETE c
