// Elements by their lfn.
CREATE INDEX provgraph_element_lfn IF NOT EXISTS
FOR (n:Element) ON (n.lfn)
