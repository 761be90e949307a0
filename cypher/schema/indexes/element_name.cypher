// Elements by their name.
CREATE INDEX provgraph_element_name IF NOT EXISTS
FOR (n:Element) ON (n.name)
