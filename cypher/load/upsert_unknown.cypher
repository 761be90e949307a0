// Create the nodes that stand for unspecified ends of relations.
// $keys: list of strings, their keys, in order
UNWIND $keys AS key
MERGE (e:Element {key: key})
ON CREATE SET e:Unknown
