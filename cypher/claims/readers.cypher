// The activities that read claims; used only for claims that a load writes or links anew.
// $keys: list of strings, the claims
UNWIND $keys AS key
MATCH (c:Claim {key: key})<-[:READS]-(r:Record) USING INDEX SEEK c:Claim(key)
RETURN DISTINCT r.id AS id
