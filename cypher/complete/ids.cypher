// Names, paths, LFNs and URIs that start with a text, for a shell to complete.
// $text: string, the start
// $limit: integer, the maximum number of rows of each kind
CALL () {
  MATCH (e:Element) WHERE e.name STARTS WITH $text AND NOT e:Unknown
  RETURN DISTINCT e.name AS id LIMIT $limit
  UNION
  MATCH (e:Element) WHERE e.path STARTS WITH $text
  RETURN DISTINCT e.path AS id LIMIT $limit
  UNION
  MATCH (e:Element) WHERE e.lfn STARTS WITH $text
  RETURN DISTINCT e.lfn AS id LIMIT $limit
  UNION
  MATCH (e:Element) WHERE e.key STARTS WITH $text AND NOT e:Unknown
  RETURN e.uri AS id LIMIT $limit
  UNION
  WITH $text AS start WHERE size(start) >= 2
  MATCH (e:Element) USING TEXT INDEX e:Element(names) WHERE e.names CONTAINS '\n' + start
  WITH e, start LIMIT $limit
  UNWIND [n IN split(e.names, '\n') WHERE n STARTS WITH start] AS id
  RETURN DISTINCT id
}
RETURN id ORDER BY id
