// How many documents of a production there are, up to a limit.
// $production: string, the production
// $limit: integer, where to stop counting
MATCH (d:Document) WHERE $production IN d.productions
WITH d LIMIT $limit
RETURN count(*) AS count
