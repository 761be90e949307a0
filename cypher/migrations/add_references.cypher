// Link documents to elements from which their relations begin, where they do not declare them.
// $rows: list of maps, number (of the document), key (of the element)
UNWIND $rows AS row
MATCH (d:Document {number: row.number}) USING INDEX SEEK d:Document(number)
MATCH (e:Element {key: row.key}) USING INDEX SEEK e:Element(key)
WHERE NOT EXISTS { (d)-[:ASSERTS|ASSERTS_OTHERWISE|REFERS_TO]->(e) }
CREATE (d)-[:REFERS_TO]->(e)
