// The names and states of the constraints and indexes that provgraph made.
SHOW INDEXES YIELD name, state WHERE name STARTS WITH 'provgraph_'
RETURN name, state
