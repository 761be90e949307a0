// Files known by their path alone that stand under several authorities.
// $keys: list of strings, the keys of the elements asked for; null for all
MATCH (e:Entity) WHERE e.uri STARTS WITH 'file://' AND ($keys IS NULL OR e.key IN $keys)
WITH DISTINCT e.path AS path WHERE path IS NOT NULL
MATCH (f:Entity {path: path}) WHERE f.uri STARTS WITH 'file://'
WITH path, collect(DISTINCT f.uri) AS files WHERE size(files) > 1
RETURN path, files
