// Mark a document as incomplete before it is deleted in steps; its load cannot continue.
// $id: string, the document's id
MATCH (d:Document {id: $id})
SET d.status = 'loading'
REMOVE d.loader, d.step
