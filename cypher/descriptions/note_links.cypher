// Note of a document of descriptions which activities' jobs still get its links.
// $id: string, the document's id
// $names: list of strings, the activities' names; null when all jobs have their links
// $after: string, the id of the last job that has its links; null when all have
MATCH (d:Document {id: $id})
SET d.unlinked = $names, d.linkedTo = $after
