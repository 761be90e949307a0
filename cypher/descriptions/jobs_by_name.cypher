// The job records of activities with certain names that follow an id, in the order of their ids, with the sizes of their files' facts.
// $names: list of strings, the activities' names
// $after: string, the id
UNWIND $names AS name
MATCH (a:Element {name: name}) USING INDEX SEEK a:Element(name)
MATCH (r:Record {id: a.uri}) USING INDEX SEEK r:Record(id) WHERE a:Activity AND r.id > $after
RETURN r.id AS id, name, size(coalesce(r.facts, '')) AS size ORDER BY id
