// Job records that follow an id, in the order of ids, with the names of their activities and the sizes of their files' facts.
// $names: list of strings, the activities' names; null for all
// $after: string, the id
// $limit: integer, the maximum number of rows
MATCH (r:Record) USING INDEX r:Record(id) WHERE r.id > $after
MATCH (a:Element {key: r.id}) USING INDEX SEEK a:Element(key)
WHERE a:Activity AND ($names IS NULL OR a.name IN $names)
RETURN r.id AS id, a.name AS name, size(coalesce(r.facts, '')) AS size ORDER BY id LIMIT $limit
