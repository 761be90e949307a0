// What is stored of claims: the records that write them, what they are linked with, two readers.
// $keys: list of strings, the claims
UNWIND $keys AS key
MATCH (c:Claim {key: key}) USING INDEX SEEK c:Claim(key)
RETURN key,
  COLLECT { MATCH (c)<-[:WRITES]-(r:Record) RETURN DISTINCT r.facts } AS writers,
  COLLECT { MATCH (c)<-[l:LINKS]-(:Record) RETURN DISTINCT l.with } AS linked,
  COLLECT { MATCH (c)<-[:READS]-(r:Record) RETURN DISTINCT r.id LIMIT 2 } AS readers
