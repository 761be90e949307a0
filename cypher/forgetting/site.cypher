// The settings of the site, with labels and properties.
MATCH (n) WHERE n:Filesystem OR n:MovedFiles OR n:ClockTolerance
RETURN elementId(n) AS id, labels(n) AS labels, properties(n) AS properties
