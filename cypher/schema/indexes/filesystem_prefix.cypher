// One Filesystem for each prefix.
CREATE CONSTRAINT provgraph_filesystem_prefix IF NOT EXISTS
FOR (n:Filesystem) REQUIRE n.prefix IS UNIQUE
