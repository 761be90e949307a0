// The elements that some document writes as prefix:local.
// $prefix: string, the prefix
// $local: string, the local part of the name
MATCH (e:Element) WHERE e.key ENDS WITH $local AND NOT e:Unknown
AND EXISTS {
  MATCH (e)<-[:ASSERTS|ASSERTS_OTHERWISE|REFERS_TO]-(:Document)-[:HAS_SCOPE]->(s:Scope)
  WHERE any(i IN range(0, size(s.prefixes) - 1)
    WHERE s.prefixes[i] = $prefix AND s.namespaces[i] + $local = e.uri)
}
RETURN e.key AS key, e.uri AS id, labels(e) AS labels,
  toString(([] + coalesce(e.endTime, e.startTime,
    [(e)-[:WAS_GENERATED_BY]->(a) | a.endTime][0]))[0]) AS date
LIMIT 25
