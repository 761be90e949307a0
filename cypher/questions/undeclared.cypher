// What is referred to but declared nowhere.
MATCH (x:Element) WHERE NOT x:Unknown AND NOT x:Entity AND NOT x:Activity AND NOT x:Agent
RETURN x.uri AS id ORDER BY id
