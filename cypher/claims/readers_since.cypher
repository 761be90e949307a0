// The activities that read claims and stopped at a time or later, or did not stop.
// $keys: list of strings, the claims
// $stop: string, the time
UNWIND $keys AS key
MATCH (c:Claim {key: key})<-[:READS]-(r:Record) USING INDEX SEEK c:Claim(key)
WHERE r.stop IS NULL OR r.stop >= $stop
RETURN DISTINCT r.id AS id
