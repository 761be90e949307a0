// Whether a store holds anything but its schema and its prefixes.
RETURN EXISTS { MATCH (n) WHERE NOT n:Schema AND NOT n:Prefix } AS found
