// Which activities' jobs still get the links that a document of descriptions gives them.
// $id: string, the document's id
MATCH (d:Document {id: $id}) WHERE d.unlinked IS NOT NULL
RETURN d.unlinked AS names, d.linkedTo AS after, coalesce(d.linkedJobs, 0) AS jobs, d.sha256 AS hash
