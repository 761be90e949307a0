// Elements by their keys.
// $keys: list of strings, the keys
UNWIND $keys AS key
MATCH (e:Element {key: key}) USING INDEX SEEK e:Element(key) WHERE NOT e:Unknown
WITH DISTINCT e
RETURN e.key AS key, e.uri AS id, labels(e) AS labels, e.type AS types,
  toString(([] + coalesce(e.endTime, e.startTime,
    [(e)-[:WAS_GENERATED_BY]->(a) | a.endTime][0]))[0]) AS date, 0 AS rank
