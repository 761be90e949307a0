// The names of parameters of configurations.
MATCH (s:Setting)
RETURN DISTINCT s.name AS value LIMIT 10000
