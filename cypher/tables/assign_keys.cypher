// Give rows of a table their internal keys.
// $table: string, the table
// $last: integer, the greatest number given so far
// $rows: list of maps, row and number
MATCH (t:TableKeys {table: $table})
SET t.last = $last
WITH t
UNWIND $rows AS r
CREATE (:TableKey:Store {table: $table, row: r.row, number: r.number})
