// Roles of usages and generations, of 100,000 of them at most.
MATCH ()-[r:USED|WAS_GENERATED_BY]->() WHERE r.role IS NOT NULL WITH r LIMIT 100000
UNWIND [] + r.role AS value
RETURN DISTINCT value LIMIT 1000
