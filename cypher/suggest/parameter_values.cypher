// The values of a parameter as JSON texts, with the paths that have them.
// $name: string, the last part of the parameter's path
MATCH (s:Setting {name: $name})
RETURN DISTINCT s.path AS path, s.value AS value LIMIT 10000
