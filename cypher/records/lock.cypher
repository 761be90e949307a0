// Lock the records of activities, so that concurrent loads see each other's; create missing ones.
// $ids: list of strings, the activities' ids, in order
UNWIND $ids AS id
MERGE (r:Record:Store {id: id})
SET r.id = id
