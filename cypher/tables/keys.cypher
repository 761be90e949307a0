// The internal keys that rows of a table were given.
// $table: string, the table
MATCH (k:TableKey {table: $table})
RETURN k.row AS row, k.number AS number
