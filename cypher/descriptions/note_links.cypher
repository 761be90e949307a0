// Note of a document of descriptions which activities' jobs get its links.
// $id: string, the document's id
// $names: list of strings, the activities' names
MATCH (d:Document {id: $id})
SET d.unlinked = $names, d.linkedTo = '', d.linkedJobs = 0
