// One Document for each number.
CREATE CONSTRAINT provgraph_document_number IF NOT EXISTS
FOR (n:Document) REQUIRE n.number IS UNIQUE
