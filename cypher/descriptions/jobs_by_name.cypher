// The job records of activities with certain names, in the order of their ids.
// $names: list of strings, the activities' names
UNWIND $names AS name
MATCH (a:Element {name: name}) USING INDEX SEEK a:Element(name)
MATCH (r:Record {id: a.uri}) USING INDEX SEEK r:Record(id) WHERE a:Activity
RETURN r.id AS id, name ORDER BY id
