// The numbers of records and documents.
CALL () {
  MATCH (r:Record)
  RETURN count(r) AS records
}
CALL () {
  MATCH (d:Document)
  RETURN count(d) AS documents
}
RETURN records, documents
