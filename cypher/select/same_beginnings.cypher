// The elements whose UUIDs begin alike, by that beginning; one alone is not returned.
// $beginnings: list of strings, eight characters each
UNWIND $beginnings AS beginning
MATCH (e:Element) WHERE e.key STARTS WITH 'urn:uuid:' + beginning AND size(e.key) = 45
WITH beginning, collect(substring(e.key, 9)) AS uuids WHERE size(uuids) > 1
RETURN beginning, uuids
