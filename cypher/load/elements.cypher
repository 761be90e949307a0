// Declare elements that are new or have the very same record; return the rows that differ.
// $documents: list of maps, id, and rows: list of maps, index, key, scope, kind, labels, props, zoned, local; in the order of keys
UNWIND $documents AS one
MATCH (d:Document {id: one.id}) USING INDEX SEEK d:Document(id)
UNWIND one.rows AS r
MERGE (e:Element {key: r.key})
ON CREATE SET e += r.props, e:$(r.labels),
  e.startTime = coalesce(datetime(r.zoned.startTime), localdatetime(r.local.startTime), r.props.startTime),
  e.endTime = coalesce(datetime(r.zoned.endTime), localdatetime(r.local.endTime), r.props.endTime),
  e.time = coalesce(datetime(r.zoned.time), localdatetime(r.local.time), r.props.time)
FOREACH (_ IN CASE WHEN e.record = r.props.record THEN [1] ELSE [] END |
  CREATE (d)-[:ASSERTS {scope: r.scope, kind: r.kind}]->(e))
WITH e, r WHERE e.record IS NULL OR e.record <> r.props.record
RETURN collect(r.index) AS differing
