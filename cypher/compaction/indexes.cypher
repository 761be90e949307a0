// The statements that make the store's indexes; not those of constraints and of labels.
SHOW INDEXES YIELD name, type, owningConstraint, createStatement
WHERE owningConstraint IS NULL AND type <> 'LOOKUP'
RETURN createStatement AS text ORDER BY name
