// The productions of which documents are.
MATCH (d:Document) WHERE d.productions IS NOT NULL
UNWIND d.productions AS value
RETURN DISTINCT value LIMIT 1000
