// Whether a load in several transactions is still ours.
// $id: string, the document's id
// $loader: string, who loads
MATCH (d:Document {id: $id, loader: $loader})
RETURN d.step AS step
