// Register prefixes for namespaces that have none yet.
// $rows: list of maps, prefix and namespace
UNWIND $rows AS row
CREATE (p:Prefix:Store)
SET p = row
