// How far a pending resolution has come; no row if none is pending.
MATCH (p:PendingResolution {name: 'site'})
RETURN p.after AS after
