// Mark documents as complete.
// $documents: list of maps, id, and counts: map, elements, relations, newElements, newRelations
UNWIND $documents AS one
MATCH (d:Document {id: one.id}) USING INDEX SEEK d:Document(id)
SET d += one.counts, d.status = 'complete'
REMOVE d.loader, d.step, d.lock
