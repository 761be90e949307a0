// Keep all others who need the descriptions away until the transaction ends, as locks/acquire does.
MATCH (s:Schema)
REMOVE s:Schema
SET s:Schema
