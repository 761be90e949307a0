// Entities that more than one activity generated.
// $keys: list of strings, the keys of such entities, or of activities that generated one; null for all
CALL () {
  WITH 1 AS row WHERE $keys IS NULL
  MATCH (e:Entity) WHERE count { (e)-[:WAS_GENERATED_BY]->() } > 1
  RETURN e
  UNION
  UNWIND $keys AS key
  MATCH (e:Element {key: key}) USING INDEX SEEK e:Element(key)
  RETURN e
  UNION
  UNWIND $keys AS key
  MATCH (x:Element {key: key}) USING INDEX SEEK x:Element(key)
  MATCH (x)<-[:WAS_GENERATED_BY]-(e)
  RETURN e
}
MATCH (e)-[:WAS_GENERATED_BY]->(a) WHERE NOT a:Unknown
WITH e, collect(DISTINCT a.uri) AS makers WHERE size(makers) > 1
RETURN e.uri AS id, coalesce(e.label, e.name) AS label, makers ORDER BY id
