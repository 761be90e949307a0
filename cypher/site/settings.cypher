// What the site declares of its file systems, moved files and clocks, in one row.
CALL () {
  MATCH (f:Filesystem)
  WITH f ORDER BY f.prefix
  RETURN collect([f.prefix, f.name, f.root]) AS mounts
}
CALL () {
  MATCH (m:MovedFiles)
  OPTIONAL MATCH (d:Document)-[:DECLARES]->(m)
  WITH m, d ORDER BY m.source, m.target
  RETURN collect([m.source, m.target, m.since, d.by, toString(d.loaded)]) AS moves
}
CALL () {
  MATCH (c:ClockTolerance)
  WITH c ORDER BY c.host
  RETURN collect([c.host, c.seconds]) AS tolerances
}
RETURN mounts, moves, tolerances
