// Agents and persons, with the records that declare them.
MATCH (e:Element) WHERE e:Agent OR e:Person
OPTIONAL MATCH (e)<-[a:ASSERTS_OTHERWISE]-()
WITH e, collect(DISTINCT a.record) AS others
RETURN e.uri AS uri, others + CASE WHEN e.record IS NULL THEN [] ELSE [e.record] END AS records
ORDER BY uri
