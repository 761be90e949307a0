// The activities with a file whose file URI contains a path.
// $path: string, the path, quoted as in URIs
MATCH (c:Claim) WHERE c.key STARTS WITH 'file://' AND c.key CONTAINS $path
MATCH (c)<-[:READS|WRITES]-(r:Record)
RETURN DISTINCT r.id AS id ORDER BY id
