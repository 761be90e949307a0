// The agents on whose behalf agents acted, directly or through others.
// $keys: list of strings, the agents' keys
MATCH (a:Element) USING INDEX SEEK a:Element(key) WHERE a.key IN $keys
MATCH (a)-[:ACTED_ON_BEHALF_OF*1..]->(b:Element)
WITH DISTINCT b WHERE NOT b:Unknown
RETURN collect([b.key, b.uri, labels(b), b.label, b.name, b.type, b{.*, record: null, names: null}]) AS rows
