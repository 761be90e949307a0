// The step of a load in several transactions, if the loader still owns the load.
// $id: string, the document's id
// $loader: string, the id of the loader
MATCH (d:Document {id: $id, loader: $loader})
RETURN d.step AS step
