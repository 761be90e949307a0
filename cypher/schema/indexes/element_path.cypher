// Elements by their path.
CREATE INDEX provgraph_element_path IF NOT EXISTS
FOR (n:Element) ON (n.path)
