// Which of some elements are activities.
// $keys: list of strings, the elements' keys
UNWIND $keys AS key
MATCH (a:Activity {key: key})
RETURN key
