// Elements by each of their names, whole, its beginning or its ending.
CREATE TEXT INDEX provgraph_element_names IF NOT EXISTS
FOR (n:Element) ON (n.names)
