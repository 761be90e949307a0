// The job records of activities of some names, in the order of ids.
// $names: list of strings, the activities' names
UNWIND $names AS name
MATCH (a:Element {name: name})
MATCH (r:Record {id: a.uri}) WHERE a:Activity
RETURN r.id AS id, name ORDER BY id
