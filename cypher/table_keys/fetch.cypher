// The internal keys of a table's rows.
// $table: string, the table
MATCH (k:TableKey {table: $table})
RETURN k.row AS row, k.number AS number
