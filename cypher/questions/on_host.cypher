// The activities that ran on a host.
// $host: string, its name
MATCH (a:Activity {`ctapipe:node`: $host})
RETURN a.name AS activity, count(*) AS activities ORDER BY activity
