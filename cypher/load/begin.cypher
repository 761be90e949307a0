// Create the document's node; its status stays loading until all of it is there.
// $document: map, the document's properties
CREATE (d:Document:Store)
SET d = $document, d.loaded = datetime()
