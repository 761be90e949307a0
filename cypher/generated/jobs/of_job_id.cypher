// Generated from cypher/templates/jobs/of_@{selector}.cypher by tools/generate_cypher.py; do not edit.
// A page of the jobs with a value of jobId that meet all conditions, newest first.
// $value: string, the value
// $position: string, the position of the last job before the page; at first, one beyond all
// $limit: integer, the maximum number of rows
MATCH (j:Job) USING INDEX SEEK j:Job(jobId, position)
WHERE j.jobId = $value AND $conditions.since <= j.position < $conditions.until AND j.position < $position
WITH j ORDER BY j.jobId DESC, j.position DESC
// Continues with parts/job_conditions.cypher
RETURN j.id AS id, j.position AS position,
  j.name AS name,
  j.status AS status,
  j.exitCode AS exit_code,
  j.host AS host,
  j.software AS software,
  j.version AS version,
  j.end AS end,
  j.duration AS duration,
  j.inputs AS inputs,
  j.outputs AS outputs,
  j.jobId AS job_id,
  j.site AS site,
  j.owner AS owner,
  j.ownerGroup AS owner_group,
  j.jobName AS job_name,
  j.jobGroup AS job_group,
  j.jobType AS job_type,
  j.production AS production,
  j.jobStatus AS job_status,
  j.minorStatus AS minor_status,
  j.applicationStatus AS application_status,
  j.submitted AS submitted,
  j.lastUpdate AS last_update,
  j.heartbeat AS heartbeat
LIMIT $limit
