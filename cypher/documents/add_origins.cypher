// Add to documents the productions that they are of, and who handed them in.
// $rows: list of maps, id (of the document, each once), productions, submitters: lists of strings
UNWIND $rows AS row
MATCH (d:Document {id: row.id}) USING INDEX SEEK d:Document(id)
WITH d, row, coalesce(d.productions, []) AS productions, coalesce(d.submitters, []) AS submitters
SET d.productions = productions + [name IN row.productions WHERE NOT name IN productions],
  d.submitters = submitters + [name IN row.submitters WHERE NOT name IN submitters]
