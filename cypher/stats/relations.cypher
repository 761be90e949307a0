// The number of relations of each type.
MATCH (:Element)-[r]->(:Element)
RETURN type(r) AS type, count(*) AS count ORDER BY count DESC
