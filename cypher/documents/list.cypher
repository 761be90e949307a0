// Documents after a place in their order, newest first.
// $production: string or null, only documents that are of this production
// $hidden: list of strings, beginnings of the ids of documents to leave out
// $loaded: string, ISO 8601, when the document at that place was loaded
// $id: string, the id of that document
// $limit: integer, the maximum number of rows
MATCH (d:Document) USING INDEX SEEK d:Document(loaded, id)
WHERE d.loaded <= datetime($loaded) AND d.id IS NOT NULL
  // Written with OR, it would be planned as two looks into indexes, and sorted.
  AND CASE WHEN d.loaded = datetime($loaded) THEN d.id < $id ELSE true END
  AND none(beginning IN $hidden WHERE d.id STARTS WITH beginning)
  AND ($production IS NULL OR $production IN d.productions)
RETURN d {.id, .sources, .format, .status, .records, .elements, .relations, .provgraph,
  .sha256, .isolated, .productions, .submitters, .notes, loaded: toString(d.loaded)} AS document
ORDER BY d.loaded DESC, d.id DESC LIMIT $limit
