// The configurations and environments that several activities share.
MATCH (c:Entity)<-[:WAS_CONFIGURED_BY]-(a:Activity)
WITH c, count(DISTINCT a) AS activities WHERE activities > 1
RETURN c.uri AS configuration, activities ORDER BY activities DESC, configuration
