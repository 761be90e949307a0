// Remove the tolerance of a host's clock.
// $host: string, the name of the host; empty for all others
MATCH (c:ClockTolerance {host: $host})
DELETE c
