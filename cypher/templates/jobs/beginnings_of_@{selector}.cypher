// The values of @selector of jobs that start with a text, for a shell to complete.
// $text: string, the start
// $limit: integer, the maximum number of values
MATCH (j:Job) USING INDEX SEEK j:Job(@property, position)
WHERE j.@property STARTS WITH $text AND j.@property <> '' AND j.position IS NOT NULL
RETURN DISTINCT j.@property AS value ORDER BY value LIMIT $limit
