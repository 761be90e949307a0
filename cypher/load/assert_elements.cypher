// Assert elements, with the node's own record (record null) or with another one.
// $rows: list of maps, document (its id), key, scope, kind, record
UNWIND $rows AS row
MATCH (d:Document {id: row.document}) USING INDEX SEEK d:Document(id)
MATCH (e:Element {key: row.key}) USING INDEX SEEK e:Element(key)
FOREACH (_ IN CASE WHEN row.record IS NULL THEN [1] ELSE [] END |
  CREATE (d)-[:ASSERTS {scope: row.scope, kind: row.kind}]->(e))
FOREACH (_ IN CASE WHEN row.record IS NULL THEN [] ELSE [1] END |
  CREATE (d)-[:ASSERTS_OTHERWISE {scope: row.scope, kind: row.kind, record: row.record}]->(e))
