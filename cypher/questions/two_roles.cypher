// The files that one activity used in several roles.
MATCH (a:Activity)-[r:USED]->(file:Entity)
WITH a, file, r.role AS role ORDER BY toString(role)
WITH a, file, collect(DISTINCT role) AS roles WHERE size(roles) > 1
RETURN a.name AS activity, file.name AS file, roles ORDER BY activity, file
