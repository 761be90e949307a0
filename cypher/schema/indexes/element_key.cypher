// One Element for each key.
CREATE CONSTRAINT provgraph_element_key IF NOT EXISTS
FOR (n:Element) REQUIRE n.key IS UNIQUE
