// Mark documents as complete.
// $documents: list of maps, id, and counts: map, elements, relations, newElements, newRelations
UNWIND $documents AS document
MATCH (d:Document {id: document.id}) USING INDEX SEEK d:Document(id)
SET d += document.counts, d.status = 'complete'
REMOVE d.loader, d.step, d.lock
