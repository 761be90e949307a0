// How files are identified across jobs: by product id, GUID, LFN or location.
MATCH (file:DatasetEntity)
RETURN file.`provgraph:identifiedBy` AS identified_by, count(*) AS files ORDER BY files DESC
