// Note up to which activity a pending resolution has come; it is done where that is null.
// $after: string or null, the activity's id
MATCH (p:PendingResolution {name: 'site'})
SET p.after = $after
WITH p WHERE $after IS NULL
DELETE p
