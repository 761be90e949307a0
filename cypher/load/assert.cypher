// Assert elements with the node's own record (record null) or with another one.
// $rows: list of maps, document (its id), key, scope, kind, record
UNWIND $rows AS r
MATCH (d:Document {id: r.document}) USING INDEX SEEK d:Document(id)
MATCH (e:Element {key: r.key}) USING INDEX SEEK e:Element(key)
FOREACH (_ IN CASE WHEN r.record IS NULL THEN [1] ELSE [] END |
  CREATE (d)-[:ASSERTS {scope: r.scope, kind: r.kind}]->(e))
FOREACH (_ IN CASE WHEN r.record IS NULL THEN [] ELSE [1] END |
  CREATE (d)-[:ASSERTS_OTHERWISE {scope: r.scope, kind: r.kind, record: r.record}]->(e))
