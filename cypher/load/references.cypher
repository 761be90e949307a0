// Let the document hold on to the first ends of its relations that it does not declare.
// $id: string, the document's id
// $keys: list of strings, the elements' keys
MATCH (d:Document {id: $id})
UNWIND $keys AS key
MATCH (e:Element {key: key})
CREATE (d)-[:REFERS_TO]->(e)
