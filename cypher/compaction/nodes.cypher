// All nodes, with their labels and properties.
MATCH (n)
RETURN id(n) AS id, labels(n) AS labels, properties(n) AS properties
