// The next activities that a pending resolution looks at, and the sizes of their facts; no row if none is pending.
// $limit: integer, the number of activities
MATCH (p:PendingResolution {name: 'site'})
SET p.lock = true
WITH p
CALL (p) {
  MATCH (r:Record) WHERE r.id > p.after
  WITH r ORDER BY r.id LIMIT $limit
  RETURN collect({id: r.id, size: size(coalesce(r.facts, ''))}) AS records
}
RETURN p.paths AS paths, p.hosts AS hosts, records
