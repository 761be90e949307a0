// Take the next step of a load in several transactions; no row: it was taken, or the load is not ours.
// $id: string, the document's id
// $loader: string, who loads
// $step: integer, the step's number
MATCH (d:Document {id: $id, loader: $loader})
SET d.lock = true
WITH d WHERE d.step < $step
SET d.step = $step
RETURN d.step AS step
