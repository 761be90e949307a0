// Assign internal keys to rows of a table.
// $table: string, the table
// $last: integer, the largest key assigned so far
// $rows: list of maps, row and number
MATCH (t:TableKeys {table: $table})
SET t.last = $last
WITH t
UNWIND $rows AS row
CREATE (:TableKey:Store {table: $table, row: row.row, number: row.number})
