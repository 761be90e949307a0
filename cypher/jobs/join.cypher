// List what DIRAC knows of jobs with the executions of their logs, or by itself if there is none.
// $ids: list of strings, DIRAC's ids of jobs
UNWIND $ids AS id
MATCH (d:DiracJob {jobId: id}) USING INDEX SEEK d:DiracJob(jobId)
SET d.jobId = id
WITH d
CALL (d) {
  OPTIONAL MATCH (r:Job {jobId: d.jobId}) USING INDEX SEEK r:Job(jobId, position)
  WHERE r.position IS NOT NULL AND r:Record AND coalesce(r.batchSystem, '') IN ['', 'dirac']
  SET r += d {.jobName, .jobGroup, .jobType, .owner, .ownerGroup, .jobStatus, .minorStatus,
      .applicationStatus, .submitted, .lastUpdate, .heartbeat},
    r.site = CASE WHEN r.site = '' THEN d.site ELSE r.site END,
    r.text = split(r.text, '\n\n')[0] + '\n\n' + d.text
  RETURN count(r) AS executions
}
FOREACH (_ IN CASE WHEN executions > 0 THEN [1] ELSE [] END | REMOVE d:Job)
FOREACH (_ IN CASE WHEN executions = 0 THEN [1] ELSE [] END | SET d:Job)
RETURN d.jobId AS id, executions
