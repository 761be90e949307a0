// Link documents to the first ends of their relations that they do not declare.
// $documents: list of maps, id, and rows: list of strings, the elements' keys
UNWIND $documents AS document
MATCH (d:Document {id: document.id}) USING INDEX SEEK d:Document(id)
UNWIND document.rows AS key
MATCH (e:Element {key: key}) USING INDEX SEEK e:Element(key)
CREATE (d)-[:REFERS_TO]->(e)
