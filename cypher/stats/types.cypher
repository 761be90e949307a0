// How many elements of each prov:type there are.
MATCH (x:Element) WHERE x.type IS NOT NULL
UNWIND [] + x.type AS type
RETURN type, count(*) AS count ORDER BY count DESC, toString(type) LIMIT 100
