// $conditions: map, one parameter, so that other conditions need no other plan:
//   columns: list of lists, the property and the values of each condition
//   since: string, where the positions of jobs begin
//   until: string, where the positions of jobs end
//   text: string or null, a part of a job's texts in lower case
WHERE $conditions.since <= j.position < $conditions.until
  AND all(c IN $conditions.columns WHERE j[c[0]] IN c[1])
  AND ($conditions.text IS NULL OR j.text CONTAINS $conditions.text)
