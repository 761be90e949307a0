// $conditions: map, where what is null or empty is not applied:
//   kind: string or null, the label of the kind; Unknown: declared nowhere
//   types: list of strings or null, the ways to write the type: texts, tagged URIs, labels
//   name: string or null, a regular expression for the name that is shown
//   furtherName: string or null, a regular expression for each other name
//   role: string or null, the role of a usage or generation
//   status: string or null, the status of an activity
//   since, until: string or null, ISO 8601 with offset
//   where: list of maps, name, operator, text, texts, number, time
//   agents: list of strings or null, keys of agents it is associated with or attributed to
//   software: list of strings or null, keys of software agents that it ran with
//   production: string or null, the production of a document that declares it
//   bookkeeping: list of strings, the types of entities to leave out
//   without: list of strings: relations, use, maker
// $leftOut: boolean, whether to take only the bookkeeping, instead of leaving it out
// The conditions are one map, because Neo4j plans a statement again for each other combination of types of
// its parameters, and lengths of texts and lists: 0.7 s for each combination of conditions.
// Times with different offsets are never equal in Cypher, and sort by offset where the instants
// are the same: they are compared in UTC.
WHERE NOT x:Unknown
  AND ($conditions.kind IS NULL OR $conditions.kind IN labels(x)
    OR ($conditions.kind = 'Unknown' AND NOT x:Entity AND NOT x:Activity AND NOT x:Agent))
  AND ($conditions.types IS NULL
    OR any(t IN [] + coalesce(x.type, []) + labels(x) WHERE t IN $conditions.types))
  AND ($conditions.bookkeeping = []
    OR $leftOut = (x:Entity AND any(t IN [] + coalesce(x.type, [])
      WHERE t IN $conditions.bookkeeping
        OR t + ' ' + coalesce(toStringOrNull(x.label), '') IN $conditions.bookkeeping)))
  AND ($conditions.name IS NULL OR x.name =~ $conditions.name
    OR any(n IN split(x.names, '\n') WHERE n <> '' AND n =~ $conditions.furtherName))
  AND ($conditions.status IS NULL OR $conditions.status IN [] + x.`ctapipe:status`)
  AND ($conditions.role IS NULL OR EXISTS {
    (x)-[r:USED|WAS_GENERATED_BY]-() WHERE $conditions.role IN [] + r.role })
  AND ($conditions.agents IS NULL OR EXISTS {
    (x)-[:WAS_ASSOCIATED_WITH|WAS_ATTRIBUTED_TO]->(a) WHERE a.key IN $conditions.agents })
  AND ($conditions.software IS NULL
    OR EXISTS { (x)-[:WAS_ASSOCIATED_WITH]->(s:SoftwareAgent) WHERE s.key IN $conditions.software }
    OR EXISTS { (x)-[:WAS_CONFIGURED_BY]->(:Collection)-[:HAD_MEMBER]->(s:SoftwareAgent)
      WHERE s.key IN $conditions.software })
  AND ($conditions.production IS NULL OR EXISTS {
    (x)<-[:ASSERTS|ASSERTS_OTHERWISE]-(d:Document) WHERE $conditions.production IN d.productions })
  AND all(w IN $conditions.without WHERE CASE w
    WHEN 'relations' THEN NOT EXISTS { (x)--(:Element) }
    WHEN 'use' THEN NOT EXISTS { (x)<-[:USED|IMPLIED_USAGE]-() }
    ELSE NOT EXISTS { (x)-[:WAS_GENERATED_BY|IMPLIED_GENERATION]->(maker)
      WHERE NOT maker:Unknown } END)
  // What is declared nowhere is a file unless its relations make it an activity or an agent
  // (PROV-CONSTRAINTS, constraint 50).
  AND (NOT any(w IN $conditions.without WHERE w IN ['use', 'maker']) OR x:Entity
    OR NOT (x:Activity OR x:Agent OR EXISTS { (x)-[:USED|WAS_INFORMED_BY|WAS_STARTED_BY|WAS_ENDED_BY
        |WAS_ASSOCIATED_WITH|ACTED_ON_BEHALF_OF|IMPLIED_USAGE|IMPLIED_ASSOCIATION]->() }
      OR EXISTS { (x)<-[:WAS_GENERATED_BY|WAS_INVALIDATED_BY|WAS_INFORMED_BY|WAS_ASSOCIATED_WITH
        |IMPLIED_GENERATION|IMPLIED_ASSOCIATION
        |WAS_ATTRIBUTED_TO|ACTED_ON_BEHALF_OF]-() }))
  AND all(c IN $conditions.where WHERE any(v IN [w IN [] + x[c.name] | CASE
      WHEN w STARTS WITH '<' THEN substring(w, 1, size(w) - 2)
      WHEN w STARTS WITH '"' THEN substring(w, 1, size(w) - 2 - size(split(w, '"')[-1]))
      ELSE w END]
    WHERE any(p IN [CASE
        WHEN valueType(v) ENDS WITH 'DATETIME NOT NULL'
        THEN [datetime({datetime: v, timezone: 'Z'}), datetime(c.time)]
        WHEN c.number IS NOT NULL AND toFloatOrNull(v) IS NOT NULL
          AND (v IS NOT :: STRING OR NOT v IN [] + x[c.name])
        THEN [CASE WHEN v IS :: STRING THEN toFloat(v) ELSE v END, c.number]
        ELSE [toStringOrNull(v), c.text] END]
      WHERE CASE c.operator
        WHEN '=' THEN p[0] = p[1] OR v IN c.texts
        WHEN '!=' THEN NOT (p[0] = p[1] OR v IN c.texts)
        WHEN 'has' THEN any(part IN split(toStringOrNull(v), ',') WHERE trim(part) = c.text)
        WHEN 'has not' THEN none(part IN split(toStringOrNull(v), ',') WHERE trim(part) = c.text)
        WHEN '<' THEN p[0] < p[1]
        WHEN '<=' THEN p[0] <= p[1]
        WHEN '>' THEN p[0] > p[1]
        ELSE p[0] >= p[1] END)))
WITH x, [t IN reduce(all = [], t IN [[] + x.startTime]
      + [(x)-[:WAS_GENERATED_BY]->(a:Activity) WHERE x.startTime IS NULL | [] + a.endTime]
    | all + coalesce(t, []))
  WHERE valueType(t) ENDS WITH 'DATETIME NOT NULL'] AS times
WHERE ($conditions.since IS NULL AND $conditions.until IS NULL)
  OR any(t IN [t IN times | datetime({datetime: t, timezone: 'Z'})]
    WHERE coalesce(t >= datetime($conditions.since), true)
      AND coalesce(t < datetime($conditions.until), true))
