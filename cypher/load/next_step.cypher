// Begin the next step of a load; no row if it was begun, or if another loader owns the load.
// $id: string, the document's id
// $loader: string, the id of the loader
// $step: integer, the step's number
MATCH (d:Document {id: $id, loader: $loader})
SET d.lock = true
WITH d WHERE d.step < $step
SET d.step = $step
RETURN d.step AS step
