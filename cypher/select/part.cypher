// Elements by the beginning of a UUID or URI, or an ending of a name; the lowest rank counts.
// $prefix: string or null, the prefix of a prefixed name
// $local: string or null, the rest of a prefixed name
// $uuid: string or null, the beginning of a UUID, with urn:uuid:
// $ending: string or null, the ending of a name
// $beginning: string or null, the beginning of a URI
CALL () {
  // Documents that are isolated keep their elements under keys of their own.
  MATCH (p:DeclaredPrefix {prefix: $prefix})
  MATCH (e:Element) USING TEXT INDEX e:Element(names)
  WHERE e.names CONTAINS '\n' + p.namespace + $local + '\n'
  RETURN e, 1 AS rank LIMIT 25
  UNION
  MATCH (e:Element) USING INDEX SEEK e:Element(key)
  WHERE e.key STARTS WITH $uuid AND size(e.key) = 45
  RETURN e, 4 AS rank LIMIT 25
  UNION
  MATCH (e:Element) USING INDEX SEEK e:Element(key) WHERE e.key STARTS WITH $uuid
  RETURN e, 5 AS rank LIMIT 25
  UNION
  UNWIND ['/', '\\', '#'] AS separator
  MATCH (e:Element) USING TEXT INDEX e:Element(names)
  WHERE e.names CONTAINS separator + $ending + '\n'
  RETURN e, 6 AS rank LIMIT 25
  UNION
  MATCH (e:Element) USING TEXT INDEX e:Element(names)
  WHERE e.names CONTAINS $ending + '\n'
  RETURN e, 7 AS rank LIMIT 25
  UNION
  MATCH (e:Element) USING INDEX SEEK e:Element(key) WHERE e.key STARTS WITH $beginning
  RETURN e, 8 AS rank LIMIT 25
}
WITH e, min(rank) AS rank WHERE NOT e:Unknown
RETURN e.key AS key, e.uri AS id, labels(e) AS labels, e.type AS types,
  toString(([] + coalesce(e.endTime, e.startTime,
    [(e)-[:WAS_GENERATED_BY]->(a) | a.endTime][0]))[0]) AS date, rank
