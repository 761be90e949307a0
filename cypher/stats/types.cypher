// The number of elements of each prov:type.
MATCH (x:Element) WHERE x.type IS NOT NULL
UNWIND [] + x.type AS type
RETURN type, count(*) AS count ORDER BY count DESC, toString(type) LIMIT 100
