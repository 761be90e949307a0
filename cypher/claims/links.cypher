// The claims that records link with claims.
// $keys: list of strings, the claims
UNWIND $keys AS key
MATCH (c:Claim {key: key})<-[l:LINKS]-(:Record) USING INDEX SEEK c:Claim(key)
RETURN key, collect(DISTINCT l.with) AS linked
