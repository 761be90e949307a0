// The hashes by which activities' records are compared, and what is known of their documents.
// $ids: list of strings, the activities' ids
UNWIND $ids AS id
MATCH (r:Record {id: id}) USING INDEX SEEK r:Record(id) WHERE r.sha256 IS NOT NULL
OPTIONAL MATCH (d:Document {id: id}) USING INDEX SEEK d:Document(id)
RETURN id, r.sha256 AS sha256,
  r.resolution AS resolution, r.job AS job, d.sources AS sources,
  d.productions AS productions, d.submitters AS submitters,
  d.records AS records, d.elements AS elements, d.relations AS relations,
  coalesce(r.redacted, false) AS redacted, coalesce(r.forgotten, []) AS forgotten
