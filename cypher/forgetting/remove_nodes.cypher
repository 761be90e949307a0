// Delete nodes.
// $ids: list of strings, the nodes' element ids
MATCH (n) WHERE elementId(n) IN $ids
DETACH DELETE n
