// Elements by a part of their name, or its ending.
CREATE TEXT INDEX provgraph_element_name_part IF NOT EXISTS
FOR (n:Element) ON (n.name)
