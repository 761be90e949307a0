// Elements with a name that meet all conditions, each with its time.
// $exact: string, the name
MATCH (x:Element {name: $exact}) USING INDEX SEEK x:Element(name)
WITH x
// Continues with parts/find.cypher
