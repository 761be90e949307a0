// How many relations of each type there are.
MATCH (:Element)-[r]->(:Element)
RETURN type(r) AS type, count(*) AS count ORDER BY count DESC
