// Note the hashes of records as they were logged: such records are not loaded again.
// $rows: list of maps, id and versions (hashes)
UNWIND $rows AS row
MATCH (r:Record {id: row.id}) USING INDEX SEEK r:Record(id)
SET r.forgotten = coalesce(r.forgotten, []) +
  [version IN row.versions WHERE NOT version IN coalesce(r.forgotten, [])]
