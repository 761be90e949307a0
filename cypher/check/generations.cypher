// Entities that more than one activity generated.
// $keys: list of strings, the keys of the elements asked for; null for all
MATCH (e:Entity)-[:WAS_GENERATED_BY]->(a:Element)
WHERE ($keys IS NULL OR e.key IN $keys OR a.key IN $keys) AND NOT a:Unknown
WITH DISTINCT e
MATCH (e)-[:WAS_GENERATED_BY]->(a:Element) WHERE NOT a:Unknown
WITH e, collect(DISTINCT a.uri) AS makers WHERE size(makers) > 1
RETURN e.uri AS id, coalesce(e.label, e.name) AS label, makers ORDER BY id
