// The job records of activities, with the names of these.
// $names: list of strings, the activities' names; null for all
MATCH (r:Record)
MATCH (a:Element {key: r.id}) USING INDEX SEEK a:Element(key)
WHERE $names IS NULL OR a.name IN $names
RETURN r.id AS id, a.name AS name ORDER BY name, id
