// One DiracJob for each id.
CREATE CONSTRAINT provgraph_dirac_job_id IF NOT EXISTS
FOR (n:DiracJob) REQUIRE n.jobId IS UNIQUE
