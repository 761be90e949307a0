// One Setting for each key.
CREATE CONSTRAINT provgraph_setting_key IF NOT EXISTS
FOR (n:Setting) REQUIRE n.key IS UNIQUE
