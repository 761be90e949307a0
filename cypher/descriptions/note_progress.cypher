// Note of a document of descriptions which activities' jobs still get its links; nothing if others replaced it.
// $id: string, the document's id
// $hash: string, the hash of the descriptions whose links the jobs got
// $names: list of strings, the activities' names; null when all jobs have their links
// $after: string, the id of the last job that has its links; null when all have
// $jobs: integer, how many jobs got links; null when all have
MATCH (d:Document {id: $id, sha256: $hash})
SET d.unlinked = $names, d.linkedTo = $after, d.linkedJobs = $jobs
