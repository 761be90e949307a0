// One Content for each sum.
CREATE CONSTRAINT provgraph_content_sha256 IF NOT EXISTS
FOR (n:Content) REQUIRE n.sha256 IS UNIQUE
