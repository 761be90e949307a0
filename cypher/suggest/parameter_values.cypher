// Values of a parameter as JSON texts, 1,000 at most.
// $name: string, the last part of the parameter's path
// $path: string, the path or its end
MATCH (s:Setting {name: $name})
WHERE s.path = $path OR s.path ENDS WITH '.' + $path
RETURN DISTINCT s.value AS value LIMIT 1000
