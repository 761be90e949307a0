// An element with its properties, its relations, outgoing first, and the documents that declare it.
// $key: string, the element's key
MATCH (e:Element {key: $key})
// Continues with parts/show_element.cypher
