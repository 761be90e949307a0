// Rows of the table hadMember: which entities are members of which collection; not installed packages.
MATCH (a:Entity)-[r:HAD_MEMBER]->(b)
WHERE NOT a.key STARTS WITH 'urn:provgraph:configuration:'
  AND NOT a.key STARTS WITH 'urn:provgraph:environment:'
RETURN r {.`provgraph:row`} AS props, {
  collection_key: a.key,
  entity_key: CASE WHEN b:Entity THEN b.key END
} AS refs
ORDER BY a.key, b.key
