// Documents after an id, in the order of ids, with those of their scopes that have no key.
// $after: string, the id of the last document before
// $limit: integer, the maximum number of documents
MATCH (d:Document) WHERE d.id > $after
WITH d ORDER BY d.id LIMIT $limit
RETURN d.id AS id,
  COLLECT { MATCH (d)-[:HAS_SCOPE]->(s:Scope) WHERE s.key IS NULL RETURN properties(s) } AS scopes
ORDER BY id
