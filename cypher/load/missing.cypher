// Make the nodes that stand for ends that relations do not give.
// $keys: list of strings, their keys, in order
UNWIND $keys AS key
MERGE (e:Element {key: key})
ON CREATE SET e:Unknown
