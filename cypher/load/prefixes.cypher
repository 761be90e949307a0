// The prefixes under which attributes of other namespaces than PROV's are properties.
MATCH (p:Prefix:Store)
RETURN p.prefix AS prefix, p.namespace AS namespace
