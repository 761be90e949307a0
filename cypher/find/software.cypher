// The keys of a software's versions, or of one version, or of those that begin with it.
// $software: string, urn:provgraph:software: + name + '-' + version, or the version's beginning
MATCH (s:Element) WHERE s.key STARTS WITH $software
  AND (s.key = $software OR $software ENDS WITH '-' OR s.key STARTS WITH $software + '.')
RETURN s.key AS key, s.label AS label
