// Lock the records of activities, so that concurrent loads see each other's; create missing ones.
// Return what is compared of them, and their entries in the index of claims.
// $ids: list of strings, the activities' ids, in order
UNWIND $ids AS id
MERGE (r:Record:Store {id: id})
SET r.id = id
WITH id, r
OPTIONAL MATCH (d:Document {id: id}) USING INDEX SEEK d:Document(id)
RETURN id, r.sha256 AS sha256,
  r.resolution AS resolution, r.job AS job, d.sources AS sources,
  d.productions AS productions, d.submitters AS submitters,
  d.records AS records, d.elements AS elements, d.relations AS relations,
  coalesce(r.redacted, false) AS redacted, coalesce(r.forgotten, []) AS forgotten,
  r.facts AS facts, r.links AS links
