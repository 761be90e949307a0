// $most: integer, where to stop counting
WITH x LIMIT $most
RETURN count(*) AS count
