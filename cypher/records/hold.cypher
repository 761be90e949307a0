// Lock the records of activities, so that no other load resolves them at the same time.
// $ids: list of strings, the activities' ids, in order
UNWIND $ids AS id
MATCH (r:Record {id: id}) USING INDEX SEEK r:Record(id)
SET r.id = id
