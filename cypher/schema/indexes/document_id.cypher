// One Document for each id.
CREATE CONSTRAINT provgraph_document_id IF NOT EXISTS
FOR (n:Document) REQUIRE n.id IS UNIQUE
