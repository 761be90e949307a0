// $limit: integer, where to stop counting
WITH x LIMIT $limit
RETURN count(*) AS count
