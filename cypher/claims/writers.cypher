// The records that write claims.
// $keys: list of strings, the claims
UNWIND $keys AS key
MATCH (c:Claim {key: key})<-[:WRITES]-(r:Record) USING INDEX SEEK c:Claim(key)
RETURN DISTINCT r.facts AS facts
