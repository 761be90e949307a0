// The types of relationships.
CALL db.relationshipTypes() YIELD relationshipType
RETURN relationshipType AS value
