// How many documents of a production there are, up to a limit, and how many are left out.
// $production: string, the production
// $hidden: list of strings, beginnings of the ids of documents to leave out
// $limit: integer, where to stop counting
MATCH (d:Document) WHERE $production IN d.productions
WITH any(beginning IN $hidden WHERE d.id STARTS WITH beginning) AS leftOut LIMIT $limit
RETURN count(CASE WHEN NOT leftOut THEN 1 END) AS count,
  count(CASE WHEN leftOut THEN 1 END) AS leftOut
