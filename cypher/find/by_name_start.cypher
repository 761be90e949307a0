// Elements whose name starts with a text and that meet all conditions, each with its time.
// $start: string, the start of the name
MATCH (x:Element) USING INDEX SEEK x:Element(name) WHERE x.name STARTS WITH $start
WITH x
// Continues with parts/find.cypher
