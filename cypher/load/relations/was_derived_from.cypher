// Assert WAS_DERIVED_FROM relations; documents that assert the same one share it.
// $document: integer, the document's number
// $rows: list of maps, from, to, key, props, zoned, local; in the order of keys
UNWIND $rows AS r
MATCH (a:Element {key: r.from})
MATCH (b:Element {key: r.to})
MERGE (a)-[e:WAS_DERIVED_FROM {key: r.key}]->(b)
ON CREATE SET e += r.props, e.documents = [$document],
  e.time = coalesce(datetime(r.zoned.time), localdatetime(r.local.time))
ON MATCH SET e.lock = true, e.documents =
  CASE WHEN $document IN e.documents THEN e.documents ELSE e.documents + $document END
