// The entries of activities in the index of claims.
// $ids: list of strings, the activities' ids
UNWIND $ids AS id
MATCH (r:Record {id: id}) USING INDEX SEEK r:Record(id) WHERE r.facts IS NOT NULL
RETURN id, r.facts AS facts, r.links AS links
