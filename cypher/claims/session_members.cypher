// The records of sessions: of the arrays that processes logged.
// $ids: list of strings, the sessions
UNWIND $ids AS id
MATCH (s:Session {id: id})<-[:LOGGED_IN]-(r:Record) USING INDEX SEEK s:Session(id)
RETURN id, collect(DISTINCT r.facts) AS facts
