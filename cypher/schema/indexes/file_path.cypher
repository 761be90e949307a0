// One File for each path.
CREATE CONSTRAINT provgraph_file_path IF NOT EXISTS
FOR (n:File) REQUIRE n.path IS UNIQUE
