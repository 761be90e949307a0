// Elements with names that begin, end or go on as a name does, a few for each such part.
// $beginnings: list of strings, beginnings of the name
// $parts: list of strings, other parts of a text with the name between line breaks
CALL () {
  UNWIND $beginnings AS beginning
  CALL (beginning) {
    MATCH (e:Element) USING INDEX SEEK e:Element(name) WHERE e.name STARTS WITH beginning
    RETURN e LIMIT 20
  }
  RETURN e
  UNION
  UNWIND $parts AS part
  CALL (part) {
    MATCH (e:Element) USING TEXT INDEX e:Element(names) WHERE e.names CONTAINS part
    RETURN e LIMIT 20
  }
  RETURN e
}
WITH e WHERE NOT e:Unknown
RETURN labels(e) AS labels, left(e.names, 2000) AS names
