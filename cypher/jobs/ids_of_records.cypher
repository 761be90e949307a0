// The ids in DIRAC of the jobs in which activities ran.
// $ids: list of strings, the activities' ids
UNWIND $ids AS id
MATCH (r:Record {id: id}) USING INDEX SEEK r:Record(id) WHERE r.jobId <> ''
RETURN DISTINCT r.jobId AS id
