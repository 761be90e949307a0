// The labels of elements.
CALL db.labels() YIELD label
RETURN label AS value
