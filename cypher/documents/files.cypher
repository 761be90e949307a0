// Files from which documents were loaded, those loaded last first; how many, and how many documents are left out.
// $production: string or null, only documents that are of this production
// $shared: list of strings, beginnings of the ids of documents that come from no file of their own
// $beginning: string, what all of them begin with
// $listed: boolean, whether to list those, each by its id, instead of leaving them out
// $loaded: string, ISO 8601, when the file at a place in the order was loaded
// $id: string, the last id of its documents
// $limit: integer, the maximum number of files
// Documents are looked at twice: rows that are sorted beside a list of all files took 345 MB for 10,000.
CALL () {
  MATCH (d:Document)
  WHERE d.id IS NOT NULL AND ($production IS NULL OR $production IN d.productions)
  WITH d, d.id STARTS WITH $beginning AND any(s IN $shared WHERE d.id STARTS WITH s) AS shared
  WHERE $listed OR NOT shared
  WITH d, CASE WHEN shared THEN [] ELSE coalesce(d.sources, []) END AS sources
  WITH sources, CASE WHEN sources = [] THEN d.id END AS own, d.format AS format,
    d.status AS status, count(*) AS documents, sum(d.records) AS records,
    max(d.loaded) AS loaded, max(d.id) AS id
  WHERE loaded < datetime($loaded) OR (loaded = datetime($loaded) AND id < $id)
  WITH sources, format, status, documents, records, loaded, id
  ORDER BY loaded DESC, id DESC LIMIT $limit
  RETURN collect({sources: sources, format: format, status: status, documents: documents,
    records: records, loaded: toString(loaded), id: id}) AS page
}
CALL () {
  MATCH (d:Document)
  WHERE d.id IS NOT NULL AND ($production IS NULL OR $production IN d.productions)
  WITH d, d.id STARTS WITH $beginning AND any(s IN $shared WHERE d.id STARTS WITH s) AS shared
  WITH shared AND NOT $listed AS leftOut, d,
    CASE WHEN shared THEN [] ELSE coalesce(d.sources, []) END AS sources
  WITH leftOut, sources, CASE WHEN sources = [] AND NOT leftOut THEN d.id END AS own,
    d.format AS format, d.status AS status, count(*) AS documents
  RETURN count(CASE WHEN NOT leftOut THEN 1 END) AS count,
    sum(CASE WHEN leftOut THEN documents ELSE 0 END) AS leftOut
}
RETURN page, count, leftOut
