// The number of elements of each kind.
MATCH (x:Element) WHERE NOT x:Unknown
RETURN CASE WHEN x:Entity THEN 'entity' WHEN x:Activity THEN 'activity' WHEN x:Agent THEN 'agent'
  ELSE 'unknown' END AS name, count(*) AS count
