// Everything downstream of a file, nearest first.
// $name: element, the file's name
// $limit: integer, the maximum number of rows (default: 100)
MATCH (file:Entity:Element {name: $name})
CALL (file) {
  MATCH p = (file)<-[:WAS_GENERATED_BY|USED|WAS_DERIVED_FROM|WAS_INFORMED_BY*1..]-(x)
  RETURN x, min(length(p)) AS depth
}
WITH x, min(depth) AS depth WHERE NOT x:Unknown
RETURN depth, CASE WHEN x:Activity THEN 'activity' ELSE 'entity' END AS kind, x.name AS name
ORDER BY depth, name, x.uri LIMIT $limit
