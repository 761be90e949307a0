// The relations from elements to what they refer to, each with a document that asserts it.
// $keys: list of strings, the elements' keys
UNWIND $keys AS key
MATCH (e:Element {key: key})-[r]->(o:Element) USING INDEX SEEK e:Element(key)
WHERE r.implied IS NULL AND NOT type(r) STARTS WITH 'IMPLIED_'
OPTIONAL MATCH (d:Document {number: r.documents[0]}) USING INDEX SEEK d:Document(number)
RETURN type(r) AS type, r.scope AS scope, r.id AS id,
  CASE WHEN r.reversed THEN o.uri ELSE e.uri END AS start,
  CASE WHEN r.reversed THEN e.uri ELSE o.uri END AS end,
  r.record AS record, o.key AS endKey, labels(o) AS endLabels, d.id AS document
ORDER BY type, start, end, record
