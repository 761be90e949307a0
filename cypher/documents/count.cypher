// How many documents there are, and how many of them are left out.
// $hidden: list of strings, beginnings of the ids of documents to leave out
MATCH (d:Document) WITH count(d) AS total
CALL () {
  UNWIND $hidden AS beginning
  MATCH (d:Document) WHERE d.id STARTS WITH beginning
  RETURN count(d) AS leftOut
}
RETURN total - leftOut AS count, leftOut
