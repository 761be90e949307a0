// Generated from cypher/templates/load/relations/@name.cypher by tools/generate_cypher.py; do not edit.
// Assert IMPLIED_ASSOCIATION relations; documents that assert the same one share it.
// Of each document, return how many are new, and how many another transaction deleted meanwhile.
// $documents: list of maps, number, and rows: maps of from, to, key, props, zoned, local
UNWIND $documents AS document
UNWIND document.rows AS row
MATCH (a:Element {key: row.from}) USING INDEX SEEK a:Element(key)
MATCH (b:Element {key: row.to}) USING INDEX SEEK b:Element(key)
MERGE (a)-[r:IMPLIED_ASSOCIATION {key: row.key}]->(b)
ON CREATE SET r += row.props, r.documents = [document.number],
  r.time = coalesce(datetime(row.zoned.time), localdatetime(row.local.time), row.props.time)
ON MATCH SET r.lock = true, r.documents = CASE WHEN document.number IN r.documents
  THEN r.documents ELSE r.documents + document.number END
WITH document.number AS number, r
RETURN number, count(CASE WHEN r.documents IS NULL THEN 1 END) AS gone,
  count(DISTINCT CASE WHEN r.documents[0] = number AND r.implied IS NULL THEN r END) AS new
