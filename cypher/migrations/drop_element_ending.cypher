// Drop the index of schema version 1 on the endings of keys, which are names now.
DROP INDEX provgraph_element_ending IF EXISTS
