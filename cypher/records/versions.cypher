// The parts of records that decide between two versions of an activity.
// $ids: list of strings, the activities' ids
UNWIND $ids AS id
MATCH (r:Record {id: id}) USING INDEX SEEK r:Record(id)
OPTIONAL MATCH (d:Document {id: id}) USING INDEX SEEK d:Document(id)
RETURN id, r.sha256 AS sha256, r.finished AS finished, r.stop AS stop,
  r.resolution AS resolution, r.job AS job, d.sources AS sources,
  d.records AS records, d.elements AS elements, d.relations AS relations
