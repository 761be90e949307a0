// Documents in the order in which they are listed.
CREATE INDEX provgraph_document_loaded IF NOT EXISTS
FOR (n:Document) ON (n.loaded, n.id)
