// The names that several files share: versions of a path, or files in different places.
MATCH (file:DatasetEntity)
WITH file.name AS name, count(*) AS files WHERE files > 1
RETURN name, files ORDER BY files DESC, name
