// The configurations that several activities share.
MATCH (c:Entity)<-[:WAS_CONFIGURED_BY]-(a:Activity)
WITH c, collect(a.name) AS activities WHERE size(activities) > 1
RETURN c.uri AS configuration, activities ORDER BY configuration
