// All nodes but the one that says what to forget, with labels and properties.
MATCH (n) WHERE NOT n:PendingForgetting
RETURN elementId(n) AS id, labels(n) AS labels, properties(n) AS properties
