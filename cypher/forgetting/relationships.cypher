// All relationships, with their properties.
MATCH ()-[r]->()
RETURN elementId(r) AS id, properties(r) AS properties
