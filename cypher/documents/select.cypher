// Documents by id, by the start of their id, or by the file or bundle that they came from.
// $text: string, the id or file name
// $production: string or null, only documents that are of this production
MATCH (d:Document)
WHERE (d.id = $text OR d.id STARTS WITH $text OR d.id STARTS WITH 'sha256:' + $text
  OR any(s IN d.sources WHERE s = $text OR s ENDS WITH '/' + $text
    OR s STARTS WITH $text + '!' OR s CONTAINS '/' + $text + '!'))
  AND ($production IS NULL OR $production IN d.productions)
RETURN d {.id, .sources, .format, .status, .records, .elements, .relations, .provgraph,
  .sha256, .isolated, .productions, .submitters, .notes, loaded: toString(d.loaded)} AS document
ORDER BY d.id
