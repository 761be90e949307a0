// Documents, newest first.
// $limit: integer, the maximum number of rows
MATCH (d:Document)
RETURN d {.id, .sources, .format, .status, .records, .elements, .relations, .provgraph,
  .sha256, .isolated, .notes, loaded: toString(d.loaded)} AS document
ORDER BY d.loaded DESC LIMIT $limit
