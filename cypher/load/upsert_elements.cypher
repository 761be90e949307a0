// Declare elements that are new or have the same record; return the rows that differ.
// $documents: list of maps, id, and rows: list of maps, index, key, scope, kind, labels, props, zoned, local; in the order of keys
UNWIND $documents AS document
MATCH (d:Document {id: document.id}) USING INDEX SEEK d:Document(id)
UNWIND document.rows AS row
MERGE (e:Element {key: row.key})
ON CREATE SET e += row.props, e:$(row.labels),
  e.startTime = coalesce(datetime(row.zoned.startTime), localdatetime(row.local.startTime),
    row.props.startTime),
  e.endTime = coalesce(datetime(row.zoned.endTime), localdatetime(row.local.endTime),
    row.props.endTime),
  e.time = coalesce(datetime(row.zoned.time), localdatetime(row.local.time), row.props.time)
FOREACH (_ IN CASE WHEN e.record = row.props.record THEN [1] ELSE [] END |
  CREATE (d)-[:ASSERTS {scope: row.scope, kind: row.kind}]->(e))
WITH e, row WHERE e.record IS NULL OR e.record <> row.props.record
RETURN collect(row.index) AS differing
