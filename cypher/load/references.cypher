// Let documents hold on to the first ends of their relations that they do not declare.
// $documents: list of maps, id, and rows: list of strings, the elements' keys
UNWIND $documents AS one
MATCH (d:Document {id: one.id}) USING INDEX SEEK d:Document(id)
UNWIND one.rows AS key
MATCH (e:Element {key: key}) USING INDEX SEEK e:Element(key)
CREATE (d)-[:REFERS_TO]->(e)
