// The keys of the settings that give a parameter a value.
// $name: string, the last part of the parameter's path
// $path: string, the path or its end
// $values: list of strings, the value as JSON texts
MATCH (s:Setting {name: $name})
WHERE s.value IN $values AND (s.path = $path OR s.path ENDS WITH '.' + $path)
RETURN s.key AS key
