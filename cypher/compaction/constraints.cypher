// The statements that make the store's constraints.
SHOW CONSTRAINTS YIELD name, createStatement
RETURN createStatement AS text ORDER BY name
