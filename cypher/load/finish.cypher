// Mark the document as complete.
// $id: string, the document's id
// $counts: map, elements, relations, newElements, newRelations
MATCH (d:Document {id: $id})
SET d += $counts, d.status = 'complete'
REMOVE d.loader, d.step, d.lock
