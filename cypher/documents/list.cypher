// Documents, newest first.
// $production: string or null, only documents that are of this production
// $limit: integer, the maximum number of rows
MATCH (d:Document) WHERE $production IS NULL OR $production IN d.productions
RETURN d {.id, .sources, .format, .status, .records, .elements, .relations, .provgraph,
  .sha256, .isolated, .productions, .submitters, .notes, loaded: toString(d.loaded)} AS document
ORDER BY d.loaded DESC LIMIT $limit
