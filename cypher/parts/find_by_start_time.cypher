// The index orders by offset, too: the period is widened by a second, and the conditions narrow it.
CALL () {
  WITH datetime($conditions.since) - duration('PT1S') AS first,
    datetime($conditions.until) + duration('PT1S') AS last
  MATCH (x:Activity) USING INDEX SEEK x:Activity(startTime) WHERE first <= x.startTime <= last RETURN x
  UNION
  WITH localdatetime(datetime($conditions.since)) AS first,
    localdatetime(datetime($conditions.until)) AS last
  MATCH (x:Activity) USING INDEX SEEK x:Activity(startTime) WHERE first <= x.startTime <= last RETURN x
  UNION
  MATCH (x:Activity) USING INDEX SEEK x:Activity(startTime) WHERE x.startTime >= [datetime('0001-01-01')] RETURN x
  UNION
  MATCH (x:Activity) USING INDEX SEEK x:Activity(startTime) WHERE x.startTime >= [localdatetime('0001-01-01')] RETURN x
}
WITH x
