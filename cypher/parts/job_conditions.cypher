// $conditions: list of lists, the property and the values of each condition
// $since: string, where the positions of jobs begin
// $until: string, where the positions of jobs end
// $text: string or null, a part of a job's texts in lower case
WHERE $since <= j.position < $until
  AND all(c IN $conditions WHERE j[c[0]] IN c[1])
  AND ($text IS NULL OR j.text CONTAINS $text)
