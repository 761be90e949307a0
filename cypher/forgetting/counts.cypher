// The numbers of records and documents that steps have still to look at.
// $step: string, records, documents or remaining
// $after: string, the id of the last one that the step has done
// $formats: list of strings, the formats of documents from records
CALL () {
  MATCH (r:Record) WHERE $step = 'records' AND r.id > $after AND r.skeleton IS NOT NULL
  RETURN count(r) AS records
}
CALL () {
  MATCH (d:Document)
  WHERE ($step = 'records' OR $step = 'documents' AND d.id > $after) AND NOT d.format IN $formats
  RETURN count(d) AS documents
}
RETURN records, documents
