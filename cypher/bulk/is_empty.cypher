// Whether a store holds nothing but its schema and its prefixes.
RETURN NOT EXISTS { MATCH (n) WHERE NOT n:Schema|Prefix|DeclaredPrefix|Lock } AS empty
