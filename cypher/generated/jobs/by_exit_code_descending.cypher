// Generated from cypher/templates/jobs/by_@{column}_@{order}.cypher by tools/generate_cypher.py; do not edit.
// A page of the jobs that meet all conditions, in descending order of exitCode.
// $value: string or number, the last value before the page; at first, one that is beyond all
// $position: string, the position of the job that has it
// $limit: integer, the maximum number of rows
MATCH (j:Job) USING INDEX SEEK j:Job(exitCode, position)
WHERE j.exitCode <= $value AND j.position IS NOT NULL
WITH j ORDER BY j.exitCode DESC, j.position DESC
WHERE CASE WHEN j.exitCode = $value THEN j.position < $position ELSE true END
WITH j
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
