// Delete nodes.
// $rows: list of maps, id (the node's element id)
UNWIND $rows AS row
MATCH (n) WHERE elementId(n) = row.id
DETACH DELETE n
