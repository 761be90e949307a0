// The files that were made but never used.
MATCH (file:DatasetEntity)-[:WAS_GENERATED_BY]->(a:Activity)
WHERE NOT EXISTS { (file)<-[:USED]-() }
RETURN file.name AS file, a.name AS activity ORDER BY file
