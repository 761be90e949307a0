// The files that one activity used in several roles.
MATCH (a:Activity)
CALL (a) {
  MATCH (a)-[r:USED]->(file:Entity)
  WITH file, collect(DISTINCT r.role) AS roles WHERE size(roles) > 1
  RETURN file, roles
}
RETURN a.name AS activity, file.name AS file, roles ORDER BY activity, file
