// Elements whose name ends with a text and that meet all conditions, each with its time.
// $end: string, the end of the name
MATCH (x:Element) USING TEXT INDEX x:Element(name) WHERE x.name ENDS WITH $end
WITH x
// Continues with parts/find.cypher
