// One Session for each id.
CREATE CONSTRAINT provgraph_session_id IF NOT EXISTS
FOR (n:Session) REQUIRE n.id IS UNIQUE
