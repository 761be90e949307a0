// Paths of parameters of a name, 1,000 at most.
// $name: string, the last part of their paths
MATCH (s:Setting {name: $name})
RETURN DISTINCT s.path AS value LIMIT 1000
