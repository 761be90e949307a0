// Files identified by path alone whose path occurs more than once.
// $keys: list of strings, the keys of such files, or of activities that used or generated one; null for all
CALL () {
  WITH 1 AS row WHERE $keys IS NULL
  MATCH (e:Entity) WHERE e.uri STARTS WITH 'file://'
  RETURN e
  UNION
  UNWIND $keys AS key
  MATCH (e:Element {key: key}) USING INDEX SEEK e:Element(key) WHERE e.uri STARTS WITH 'file://'
  RETURN e
  UNION
  UNWIND $keys AS key
  MATCH (x:Element {key: key}) USING INDEX SEEK x:Element(key)
  MATCH (x)-[:USED|WAS_GENERATED_BY]-(e) WHERE e.uri STARTS WITH 'file://'
  RETURN e
}
WITH DISTINCT e.path AS path WHERE path IS NOT NULL
MATCH (f:Element {path: path}) USING INDEX SEEK f:Element(path) WHERE f.uri STARTS WITH 'file://'
WITH path, collect(DISTINCT f.uri) AS files WHERE size(files) > 1
RETURN path, files ORDER BY files[0]
