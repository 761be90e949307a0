// The documents that declare an element, newest first, with the records in which they do.
// $key: string, the element's key
// $limit: integer, the maximum number of rows
MATCH (e:Element {key: $key})<-[a:ASSERTS|ASSERTS_OTHERWISE]-(d:Document)
WITH e, d, collect(a.record) AS others, count(*) > count(a.record) AS asStored
ORDER BY d.loaded DESC LIMIT $limit
RETURN d.id AS id, others + CASE WHEN asStored THEN [e.record] ELSE [] END AS records
