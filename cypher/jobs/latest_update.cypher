// When DIRAC last updated a job, as far as is known.
MATCH (j:Job)
WHERE j.lastUpdate > '' AND j.position IS NOT NULL
RETURN j.lastUpdate AS update ORDER BY j.lastUpdate DESC LIMIT 1
