// The roles in which each kind of activity uses and makes files.
CALL () {
  MATCH (a:Activity)-[r:USED]->(:Entity) WHERE r.role IS NOT NULL
  RETURN a.name AS activity, 'used' AS relation, r.role AS role
  UNION ALL
  MATCH (:DatasetEntity)-[r:WAS_GENERATED_BY]->(a:Activity) WHERE r.role IS NOT NULL
  RETURN a.name AS activity, 'wasGeneratedBy' AS relation, r.role AS role
}
RETURN activity, relation, role, count(*) AS times ORDER BY activity, relation, toString(role)
