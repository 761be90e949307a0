// The records that write below directories, by directory.
// $places: list of strings, the URIs of the directories
UNWIND $places AS place
MATCH (c:Claim)<-[:WRITES]-(r:Record) USING INDEX c:Claim(key)
WHERE c.key STARTS WITH place + '/'
RETURN place, collect(DISTINCT r.facts) AS facts
