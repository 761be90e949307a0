// Add to documents the productions that they are of, and who handed them in.
// A job whose step names no production is listed with the first of them.
// $rows: list of maps, id (of the document, each once), productions, submitters: lists of strings
UNWIND $rows AS row
MATCH (d:Document {id: row.id}) USING INDEX SEEK d:Document(id)
WITH d, row, coalesce(d.productions, []) AS productions, coalesce(d.submitters, []) AS submitters
SET d.productions = productions + [name IN row.productions WHERE NOT name IN productions],
  d.submitters = submitters + [name IN row.submitters WHERE NOT name IN submitters]
WITH d
OPTIONAL MATCH (j:Record {id: d.id}) USING INDEX SEEK j:Record(id)
WHERE j.production = '' AND size(d.productions) > 0
SET j.production = d.productions[0]
