// Elements by the ending of their key.
CREATE TEXT INDEX provgraph_element_ending IF NOT EXISTS
FOR (n:Element) ON (n.key)
