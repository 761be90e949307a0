// $key: string, the key of the URI
// $prefix: string or null, the prefix of a prefixed name
// $local: string or null, the rest of a prefixed name
// $namespaces: list of strings, namespaces that always have the prefix
// $paths: list of strings, the ways to write a path or an LFN
// $names: list of strings, the ways to write any name
// $places: list of strings, the ways to write a location as its URI
// $placePaths: list of strings, the paths of that location
CALL () {
  MATCH (e:Element {key: $key}) RETURN e, 0 AS rank
  UNION
  UNWIND $namespaces AS namespace
  MATCH (e:Element {key: namespace + $local}) USING INDEX SEEK e:Element(key)
  RETURN e, 1 AS rank
  UNION
  MATCH (p:DeclaredPrefix {prefix: $prefix})
  MATCH (e:Element {key: p.namespace + $local}) USING INDEX SEEK e:Element(key)
  RETURN e, 1 AS rank
  UNION
  MATCH (p:Prefix {prefix: $prefix})
  MATCH (e:Element {key: p.namespace + $local}) USING INDEX SEEK e:Element(key)
  RETURN e, 1 AS rank
  UNION
  UNWIND $paths AS path
  MATCH (e:Element {path: path}) USING INDEX SEEK e:Element(path)
  RETURN e, 2 AS rank LIMIT 25
  UNION
  UNWIND $paths AS path
  MATCH (e:Element {lfn: path}) USING INDEX SEEK e:Element(lfn)
  RETURN e, 2 AS rank LIMIT 25
  UNION
  UNWIND $placePaths AS path
  MATCH (e:Element) USING TEXT INDEX e:Element(names)
  WHERE e.names CONTAINS '\n' + path + '\n' AND any(l IN [] + e.location WHERE any(place IN $places WHERE l CONTAINS place))
  RETURN e, 2 AS rank LIMIT 25
  UNION
  UNWIND $names AS name
  MATCH (e:Element) USING TEXT INDEX e:Element(names)
  WHERE e.names CONTAINS '\n' + name + '\n'
  RETURN e, CASE WHEN any(p IN [] + coalesce(e.path, []) + coalesce(e.lfn, []) WHERE p IN $paths)
    THEN 2 ELSE 3 END AS rank LIMIT 25
}
WITH e, min(rank) AS rank WHERE NOT e:Unknown
RETURN e.key AS key, e.uri AS id, labels(e) AS labels, e.type AS types,
  toString(([] + coalesce(e.endTime, e.startTime,
    [(e)-[:WAS_GENERATED_BY]->(a) | a.endTime][0]))[0]) AS date, rank
