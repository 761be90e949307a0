// Leave one Schema: clients that opened a new store at once could make several.
MATCH (s:Schema)
WITH s ORDER BY s.version DESC SKIP 1
DELETE s
