// Store the tolerance of a host's clock, or replace it.
// $host: string, the name of the host; empty for all others
// $seconds: float, by how much its clock may differ
MERGE (c:ClockTolerance:Store {host: $host})
SET c.seconds = $seconds
