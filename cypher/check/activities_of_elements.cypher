// The activities among elements, and those that generated the other elements.
// $keys: list of strings, the elements' keys
UNWIND $keys AS key
MATCH (e:Element {key: key}) USING INDEX SEEK e:Element(key)
OPTIONAL MATCH (e)-[:WAS_GENERATED_BY]->(generator:Activity)
WITH CASE WHEN e:Activity THEN e ELSE generator END AS a WHERE a IS NOT NULL
RETURN DISTINCT a.key AS key
