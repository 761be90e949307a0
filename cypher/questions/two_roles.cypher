// The files that one activity used in several roles.
MATCH (a:Activity)
CALL (a) {
  MATCH (a)-[r:USED]->(file:Entity)
  WITH DISTINCT file, r.role AS role ORDER BY role
  WITH file, collect(role) AS roles WHERE size(roles) > 1
  RETURN file, roles
}
RETURN a.name AS activity, file.name AS file, roles ORDER BY activity, file
