// The keys of elements, by their URIs.
// $uris: list of strings, the URIs
UNWIND $uris AS uri
MATCH (x:Element {key: uri})
RETURN x.uri AS id, x.key AS key
