// Two of the activities that read each claim.
// $keys: list of strings, the claims
UNWIND $keys AS key
MATCH (c:Claim {key: key}) USING INDEX SEEK c:Claim(key)
CALL (c) {
  MATCH (c)<-[:READS]-(r:Record)
  RETURN DISTINCT r.id AS id LIMIT 2
}
RETURN key, collect(id) AS ids
