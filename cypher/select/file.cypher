// The elements with an LFN or path.
// $text: string, the LFN or path
CALL () {
  MATCH (e:Element {path: $text}) RETURN e
  UNION
  MATCH (e:Element {lfn: $text}) RETURN e
}
RETURN e.key AS key, e.uri AS id, labels(e) AS labels,
  toString(([] + coalesce(e.endTime, e.startTime,
    [(e)-[:WAS_GENERATED_BY]->(a) | a.endTime][0]))[0]) AS date
LIMIT 25
