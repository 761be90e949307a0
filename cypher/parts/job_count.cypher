// $limit: integer, where to stop counting
WITH j LIMIT $limit
RETURN count(*) AS count
