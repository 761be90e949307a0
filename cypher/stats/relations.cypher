// The number of relations of each type.
MATCH (:Element)-[r]->(:Element) WHERE NOT type(r) STARTS WITH 'IMPLIED_'
RETURN type(r) AS type, count(*) AS count ORDER BY count DESC
