// Give associations of activities with ctapipe their role.
// $rows: list of maps, from and to (keys of the ends), old and new (keys of the association)
// $record: string, the record of the association
UNWIND $rows AS row
MATCH (a:Element {key: row.from})-[r:WAS_ASSOCIATED_WITH {key: row.old}]->(:Element {key: row.to})
USING INDEX SEEK a:Element(key)
SET r.key = row.new, r.record = $record, r.role = 'software'
