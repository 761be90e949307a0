// Lock a table's keys, so that no two clients assign the same one; return the last.
// $table: string, the table
MERGE (t:TableKeys:Store {table: $table})
SET t.lock = true
RETURN coalesce(t.last, 0) AS last
