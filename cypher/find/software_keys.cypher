// The keys of all versions of a software, of one version, or of those that start with it.
// $software: string, urn:provgraph:software: + name + "-" + version or its start
MATCH (s:Element) WHERE s.key STARTS WITH $software
  AND (s.key = $software OR $software ENDS WITH '-' OR s.key STARTS WITH $software + '.')
RETURN s.key AS key, s.label AS label
