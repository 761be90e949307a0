// List activities of logs as jobs.
// $rows: list of maps, id, listed: the properties of a job
UNWIND $rows AS row
MATCH (r:Record {id: row.id}) USING INDEX SEEK r:Record(id)
SET r:Job, r += row.listed
