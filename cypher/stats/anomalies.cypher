// The number of elements without relations, declared nowhere, or never finished.
MATCH (x:Element) WHERE NOT x:Unknown
RETURN count(CASE WHEN NOT EXISTS { (x)--(:Element) } THEN 1 END) AS orphans,
  count(CASE WHEN NOT x:Entity AND NOT x:Activity AND NOT x:Agent THEN 1 END) AS undeclared,
  count(CASE WHEN any(t IN [] + x.type
    WHERE t = '<https://provgraph.readthedocs.io/ns#Unfinished>') THEN 1 END) AS unfinished
