// The roles in which each kind of activity uses and makes files.
MATCH (a:Activity)-[r:USED]->(:Entity) WHERE r.role IS NOT NULL
RETURN a.name AS activity, 'used' AS relation, toString(r.role) AS role, count(*) AS times
UNION
MATCH (:DatasetEntity)-[r:WAS_GENERATED_BY]->(a:Activity) WHERE r.role IS NOT NULL
RETURN a.name AS activity, 'wasGeneratedBy' AS relation, toString(r.role) AS role, count(*) AS times
