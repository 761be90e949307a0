// The key of the store's pseudonyms, which is stored if there is none yet.
// $key: string, a new key in hexadecimal digits
MATCH (s:Schema:Store {name: 'provgraph'})
SET s.redactionKey = coalesce(s.redactionKey, $key)
RETURN s.redactionKey AS key
