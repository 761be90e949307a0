// The names that several files share: versions of a path, or files of other places.
MATCH (file:DatasetEntity)
WITH file.name AS name, count(*) AS files WHERE files > 1
RETURN name, files ORDER BY files DESC, name
