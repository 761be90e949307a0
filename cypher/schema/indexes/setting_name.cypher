// Settings are found by the last part of their path.
CREATE INDEX provgraph_setting_name IF NOT EXISTS
FOR (n:Setting) ON (n.name)
