// Drop the index of schema version 1 on parts of the one name that an element had.
DROP INDEX provgraph_element_name_part IF EXISTS
