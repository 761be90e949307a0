// Assert IS_RELATED_TO relations; documents that assert the same one share it.
// $documents: list of maps, number, and rows: maps of from, to, key, props, zoned, local
UNWIND $documents AS one
UNWIND one.rows AS r
MATCH (a:Element {key: r.from}) USING INDEX SEEK a:Element(key)
MATCH (b:Element {key: r.to}) USING INDEX SEEK b:Element(key)
MERGE (a)-[e:IS_RELATED_TO {key: r.key}]->(b)
ON CREATE SET e += r.props, e.documents = [one.number],
  e.time = coalesce(datetime(r.zoned.time), localdatetime(r.local.time), r.props.time)
ON MATCH SET e.lock = true, e.documents =
  CASE WHEN one.number IN e.documents THEN e.documents ELSE e.documents + one.number END
WITH one.number AS number, e WHERE e.documents[0] = one.number
RETURN number, count(DISTINCT e) AS new
