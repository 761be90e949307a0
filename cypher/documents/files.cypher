// Files from which documents were loaded, those loaded last first; how many there are, and how many documents are left out.
// $production: string or null, only documents that are of this production
// $shared: list of strings, beginnings of the ids of documents that come from no file of their own
// $listed: boolean, whether to list those, each by its id, instead of leaving them out
// $loaded: string, ISO 8601, when the file at a place in the order was loaded
// $id: string, the last id of its documents
// $limit: integer, the maximum number of files
MATCH (d:Document)
WHERE d.id IS NOT NULL AND ($production IS NULL OR $production IN d.productions)
WITH d, any(beginning IN $shared WHERE d.id STARTS WITH beginning) AS shared
WITH shared, CASE WHEN shared THEN [] ELSE coalesce(d.sources, []) END AS sources,
  CASE WHEN shared OR coalesce(d.sources, []) = [] THEN d.id END AS own, d.format AS format, d.status AS status,
  count(d) AS documents, sum(d.records) AS records, max(d.loaded) AS loaded, max(d.id) AS id
WITH collect(CASE WHEN $listed OR NOT shared THEN {sources: sources, format: format,
    status: status, documents: documents, records: records, loaded: loaded, id: id} END) AS files,
  sum(CASE WHEN shared AND NOT $listed THEN documents ELSE 0 END) AS leftOut
CALL (files) {
  UNWIND files AS file
  WITH file WHERE file.loaded < datetime($loaded)
    OR (file.loaded = datetime($loaded) AND file.id < $id)
  ORDER BY file.loaded DESC, file.id DESC LIMIT $limit
  RETURN collect(file {.*, loaded: toString(file.loaded)}) AS page
}
RETURN page, size(files) AS count, leftOut
