// Create relations of new elements, which are new as well: unlike MERGE, CREATE does not lock the ends.
// $rows: list of maps, type, from, to, key, props, zoned, local, documents: the numbers of those that assert it
UNWIND $rows AS row
MATCH (a:Element {key: row.from}) USING INDEX SEEK a:Element(key)
MATCH (b:Element {key: row.to}) USING INDEX SEEK b:Element(key)
CREATE (a)-[r:$(row.type) {key: row.key}]->(b)
SET r += row.props, r.documents = row.documents,
  r.time = coalesce(datetime(row.zoned.time), localdatetime(row.local.time), row.props.time)
