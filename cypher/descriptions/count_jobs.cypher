// The number of job records of activities with certain names, of those that follow an id.
// $names: list of strings, the activities' names
// $after: string, the id
UNWIND $names AS name
MATCH (a:Element {name: name}) USING INDEX SEEK a:Element(name)
MATCH (r:Record {id: a.uri}) USING INDEX SEEK r:Record(id) WHERE a:Activity AND r.id > $after
RETURN count(r) AS jobs
