// Store what DIRAC knows of jobs, where it is newer than what is stored.
// $rows: list of maps, jobId and all other properties of a job
UNWIND $rows AS row
MERGE (d:DiracJob:Store {jobId: row.jobId})
WITH d, row, d.lastUpdate IS NULL
  OR d.lastUpdate + d.heartbeat < row.lastUpdate + row.heartbeat AS isNewer
FOREACH (_ IN CASE WHEN isNewer THEN [1] ELSE [] END | SET d += row)
RETURN count(CASE WHEN isNewer THEN 1 END) AS changed
