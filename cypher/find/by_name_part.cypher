// Elements whose name contains a text and that meet all conditions, each with its time.
// $part: string, the part of the name
MATCH (x:Element) USING TEXT INDEX x:Element(name) WHERE x.name CONTAINS $part
WITH x
// Continues with parts/find.cypher
